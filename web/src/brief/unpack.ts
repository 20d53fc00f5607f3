/**
 * The JSON text that stands in the element `id` of the page, packed by gzip and
 * written in Base64. Asks nothing of the network.
 */
export async function unpack(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? '';
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
