#ifndef LIFELINE_SERVICES_SCORING_ENGINE_RATIO_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_RATIO_H_

namespace lifeline::engine {

// An exact fraction of numbers too long for causes.h's Fraction.
struct Ratio {
  __int128 numerator = 0;
  __int128 denominator = 1;  // > 0
};

// Below, at or above 0 as a is less than, equal to or greater than b. It
// compares whole parts and then the reciprocals of the rests (Euclid), so that
// nothing overflows whatever the numbers are.
inline int Compare(Ratio a, Ratio b) {
  const auto divide = [](Ratio& r) {
    __int128 whole = r.numerator / r.denominator;
    r.numerator %= r.denominator;
    if (r.numerator < 0) {
      r.numerator += r.denominator;
      --whole;
    }
    return whole;
  };
  int sign = 1;
  while (true) {
    const __int128 x = divide(a);
    const __int128 y = divide(b);
    if (x != y) return x < y ? -sign : sign;
    if (a.numerator == 0 || b.numerator == 0) {
      return a.numerator == b.numerator ? 0 : a.numerator == 0 ? -sign : sign;
    }
    a = {a.denominator, a.numerator};
    b = {b.denominator, b.numerator};
    sign = -sign;
  }
}

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_RATIO_H_
