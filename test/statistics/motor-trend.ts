import { frequenciesOf } from "../../server/statistics/frequencies.ts";

/** `mtcars$mpg`, which comes with every R: miles a gallon of 32 cars (Motor Trend, 1974). Some values occur twice. */
export const MILES_A_GALLON = frequenciesOf([
  21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 32.4, 30.4, 33.9,
  21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
]);

/** The same cars' weights in 1,000 pounds, automatic or manual, cylinders in V or in line, gears and cylinders. */
const WEIGHTS = [
  2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.2, 1.615,
  1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
];
const MILES = [
  21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 32.4, 30.4, 33.9,
  21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
];
const MANUAL = "11100000000000000111000001111111";
const IN_LINE = "00110101111000000111100001010001";
const GEARS = "44433334444333333444333334555554";
const CYLINDERS = "66468684466888888444488884448684";

export const CARS = WEIGHTS.map((weight, at) => ({
  weight,
  miles: MILES[at] ?? 0,
  manual: Number(MANUAL[at]),
  inLine: Number(IN_LINE[at]),
  gears: Number(GEARS[at]),
  cylinders: Number(CYLINDERS[at]),
}));
