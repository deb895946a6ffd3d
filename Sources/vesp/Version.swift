/// The release that this source makes; `scripts/version.sh` reads it for the names of packages and the release's tag.
let version = "0.1.0"
