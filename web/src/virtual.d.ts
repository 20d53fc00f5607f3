declare module 'virtual:map-shapes' {
  import type { Topology, GeometryCollection } from 'topojson-specification';
  const shapes: Topology<{ countries: GeometryCollection<{ name: string }> }>;
  export default shapes;
}
