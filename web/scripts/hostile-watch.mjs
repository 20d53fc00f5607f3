// Writes a watch every text of which runs where it is taken for markup.
//
// usage: node scripts/hostile-watch.mjs DIRECTORY
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const directory = process.argv[2];
const hostile = (name) => `<script>window.ran=1</script>\"><img src=x onerror=window.ran=2>${name}`;
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const toml = (text) => JSON.stringify(text);

const columns = ['id', 'date', 'category', 'actor', 'target', 'count', 'place', 'lat', 'lon', 'text', 'citation', 'url'];
const rows = Array.from({ length: 60 }, (_, n) => {
  const date = new Date(Date.UTC(2023, 0, 1 + n * 7)).toISOString().slice(0, 10);
  return [
    hostile(`id${n}`), date, 'raid', hostile('actor'), hostile('target'), String(n), hostile('place'),
    '38.1', '127.2', hostile('text'), hostile('citation'), n % 2 ? 'javascript:window.ran=3' : `https://example.org/${n}`
  ].map(quoted).join(',');
});
writeFileSync(join(directory, 'events.csv'), [columns.join(','), ...rows].join('\n') + '\n');

writeFileSync(
  join(directory, 'watch.toml'),
  `title = ${toml(hostile('title'))}
about = ${toml(hostile('about'))}
as_of = 2024-03-31
timezone = "UTC"

[[source]]
id = "press"
title = ${toml(hostile('source'))}
publisher = ${toml(hostile('publisher'))}
path = "events.csv"
lag = "1 day"
columns = { id = "id", date = "date", category = "category", source = "actor", target = "target", count = "count", place = "place", lat = "lat", lon = "lon", text = "text", citation = "citation", url = "url" }

[[source.covers]]
from = 2023-01-01

[[claim]]
id = "claim"
text = ${toml(hostile('claim'))}

[[indicator]]
id = "raids"
title = ${toml(hostile('indicator'))}
claim = "claim"
expects = "up"
from = "press"
match = { category = "raid" }
unit = [${toml(hostile('one'))}, ${toml(hostile('many'))}]

[[episode]]
title = ${toml(hostile('episode'))}
id = "episode"
from = 2023-06-01
to = 2023-06-20
`
);
