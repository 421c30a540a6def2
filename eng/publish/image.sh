#!/usr/bin/env bash
# image.sh RUNTIME: an OCI image archive of the published program (linux-x64 or linux-arm64) below artifacts/release. No registry, daemon or root
# is needed: the ground is made of the few Debian packages that the program links to, unpacked; there is no shell in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

runtime=$1
case "$runtime" in
  linux-x64) architecture=amd64 ;;
  linux-arm64) architecture=arm64 ;;
  *) echo "image.sh: no image for $runtime: linux-x64 or linux-arm64" >&2; exit 2 ;;
esac
# The last line is libyara and what it links to; it never reads the data of libmagic, which are left out.
packages=(base-files netbase tzdata ca-certificates libc6 libgcc-s1 libstdc++6 libssl3
  libyara9 libjansson4 libmagic1 liblzma5 libbz2-1.0 zlib1g)
version=$(dotnet msbuild src/McpGateway.Host -getProperty:Version)
program=artifacts/publish/$runtime
work=artifacts/image/$runtime
archive=artifacts/release/mcp-gateway-$version-$runtime.oci.tar
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
[ -x "$program/McpGateway.Host" ] || { echo "image.sh: first ./build.sh publish $runtime" >&2; exit 1; }

# Lists of another architecture are kept apart from the machine's own.
fetch() {
  local options=()
  mkdir -p "$work/debs"
  if [ "$(dpkg --print-architecture)" != "$architecture" ]; then
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
    : > "$work/apt/status"
    options=(-o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture" -o "Dir::State=$PWD/$work/apt"
      -o "Dir::State::status=$PWD/$work/apt/status" -o "Dir::Cache=$PWD/$work/apt/cache" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update -qq
  fi
  (cd "$work/debs" && apt-get "${options[@]}" -o APT::Sandbox::User=root download -qq "${packages[@]}")
}

ground() {
  local root=$work/ground deb package
  mkdir -p "$root"/usr/{bin,lib,lib64,sbin} "$root"/{etc/ssl/certs,data,tmp,var/lib/dpkg/status.d}
  # Debian 12 has all programs and libraries below /usr.
  for package in bin lib lib64 sbin; do ln -s "usr/$package" "$root/$package"; done
  for deb in "$work"/debs/*.deb; do
    package=$(dpkg-deb --field "$deb" Package)
    dpkg-deb --fsys-tarfile "$deb" | tar --extract --directory "$root" --keep-directory-symlink --no-same-owner
    # Where scanners look for what is installed when there is no package manager.
    dpkg-deb --field "$deb" > "$root/var/lib/dpkg/status.d/$package"
  done
  # What the package's script does.
  (cd "$root/usr/share/ca-certificates" && find . -name '*.crt' | sort | xargs cat) > "$root/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$root"/usr/share/{ca-certificates,man,lintian,bug,base-files} "$root"/usr/lib/*-linux-gnu/gconv "$root"/usr/share/zoneinfo/right
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  printf 'root:x:0:0:root:/:/usr/sbin/nologin\ngateway:x:10001:10001:MCP Gateway:/data:/usr/sbin/nologin\n' > "$root/etc/passwd"
  printf 'root:x:0:\ngateway:x:10001:\n' > "$root/etc/group"
  printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"
  chmod 1777 "$root/tmp"
}

program() {
  mkdir -p "$work/program/app"
  cp -r "$program/." "$work/program/app/"
  eng/publish/sbom.sh "artifacts/obj/McpGateway.Host/release_$runtime/McpGateway.Host.deps.json" "$version" "$runtime" \
    "$work/ground/var/lib/dpkg/status.d" > "$work/program/app/bom.json"
  cp "$work/program/app/bom.json" "${archive%.oci.tar}.image.bom.json"
}

# A blob of the image, named by its sum. Prints sum and size.
blob() {
  local sum
  sum=$(sha256sum "$1" | cut -d' ' -f1)
  mv "$1" "$work/oci/blobs/sha256/$sum"
  echo "$sum $(stat --format %s "$work/oci/blobs/sha256/$sum")"
}

# layer FOLDER [TAR_OPTIONS…]: prints the sum of the archive before it is packed, then sum and size of the blob.
layer() {
  local folder=$1
  shift
  tar --create --directory "$folder" --sort=name --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 "$@" --file "$work/layer.tar" .
  local plain
  plain=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  gzip --no-name --force "$work/layer.tar"
  echo "$plain $(blob "$work/layer.tar.gz")"
}

assemble() {
  local ground program data config manifest created
  mkdir -p "$work/oci/blobs/sha256" "$work/data/data"
  created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
  read -ra ground < <(layer "$work/ground" --exclude ./data)
  read -ra data < <(layer "$work/data" --owner=10001 --group=10001 --mode=u=rwX,go=)
  read -ra program < <(layer "$work/program" --mode=a+rX,go-w)

  # The healthcheck is Docker's; others leave it aside.
  jq -n --arg architecture "$architecture" --arg created "$created" --arg version "$version" '{
    created: $created, architecture: $architecture, os: "linux",
    config: {
      User: "10001:10001", WorkingDir: "/data", Entrypoint: ["/app/McpGateway.Host"], ExposedPorts: {"7860/tcp": {}}, Volumes: {"/data": {}},
      Env: ["PATH=/usr/bin:/bin", "HOME=/data", "DATA_DIR=/data", "URLS=http://0.0.0.0:7860", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
        "DOTNET_EnableDiagnostics=0"],
      Healthcheck: {Test: ["CMD", "/app/McpGateway.Host", "health"], Interval: 30000000000, Timeout: 5000000000, StartPeriod: 20000000000, Retries: 3},
      Labels: {
        "org.opencontainers.image.title": "MCP Gateway & Registry", "org.opencontainers.image.version": $version,
        "org.opencontainers.image.licenses": "Apache-2.0"
      }
    },
    rootfs: {type: "layers", diff_ids: ($ARGS.positional | map("sha256:" + .))},
    history: ["Debian packages", "data", "program"] | map({created: $created, created_by: .})
  }' --args "${ground[0]}" "${data[0]}" "${program[0]}" > "$work/config.json"
  read -ra config < <(blob "$work/config.json")

  jq -n '$ARGS.positional as $a | def part($type; $sum; $size): {mediaType: $type, digest: ("sha256:" + $sum), size: ($size | tonumber)};
    "application/vnd.oci.image" as $image | {
      schemaVersion: 2, mediaType: ($image + ".manifest.v1+json"), config: part($image + ".config.v1+json"; $a[0]; $a[1]),
      layers: [range(2; $a | length; 2) as $i | part($image + ".layer.v1.tar+gzip"; $a[$i]; $a[$i + 1])]
    }' --args "${config[@]}" "${ground[@]:1}" "${data[@]:1}" "${program[@]:1}" > "$work/manifest.json"
  read -ra manifest < <(blob "$work/manifest.json")

  jq -n --arg architecture "$architecture" --arg version "$version" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [{
      mediaType: "application/vnd.oci.image.manifest.v1+json", digest: ("sha256:" + $ARGS.positional[0]), size: ($ARGS.positional[1] | tonumber),
      platform: {architecture: $architecture, os: "linux"},
      annotations: {"io.containerd.image.name": ("docker.io/library/mcp-gateway:" + $version), "org.opencontainers.image.ref.name": $version}
    }]
  }' --args "${manifest[@]}" > "$work/oci/index.json"
  echo '{"imageLayoutVersion": "1.0.0"}' > "$work/oci/oci-layout"
  tar --create --directory "$work/oci" --sort=name --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" --file "$archive" .
}

rm -rf "$work"
mkdir -p artifacts/release
fetch
ground
program
assemble
echo "$archive: $(du -h "$archive" | cut -f1)"
