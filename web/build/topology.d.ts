import type * as type from 'topojson-specification';
export { type };
export function quantize(
  world: type.Topology,
  fine: readonly (readonly [number, number, number, number])[]
): type.Topology;
