// A browser reads its tables of numbers when the first is formatted, and takes as long for them as for drawing a page. Here it reads them
// while the board is still on its way.
new Intl.NumberFormat("de-DE").format(1);
new Intl.NumberFormat("en-GB").format(1);
