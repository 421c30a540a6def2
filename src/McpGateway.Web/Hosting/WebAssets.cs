using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Foundation.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Web.Hosting;

/// <summary>
/// The files that browsers load, from this assembly. Compressed when first asked for and kept, so that nothing is read at start; addressed
/// by their content, so that browsers keep them for good.
/// </summary>
internal sealed class WebAssets
{
    /// <summary>From the root of the gateway, which pages state as their base.</summary>
    public const string Prefix = "_content/ui/";

    /// <summary>Begins with the colours that the pages outside the web UI have too.</summary>
    internal const string StyleSheet = "app.css";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Lazy<Asset>> _assets = typeof(WebAssets).Assembly.GetManifestResourceNames()
        .Where(static name => Types.ContainsKey(Path.GetExtension(name)))
        .ToFrozenDictionary(static name => name, static name => new Lazy<Asset>(() => Load(name)), StringComparer.Ordinal);

    /// <summary>The address of a file, which changes with its content.</summary>
    public string UrlOf(string name) => $"{Prefix}{name}?v={_assets[name].Value.Tag}";

    public Task ServeAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!_assets.TryGetValue(name, out var lazy))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var asset = lazy.Value;
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = context.Request.Query["v"] == asset.Tag ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = $"\"{asset.Tag}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch == headers.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        // Browsers take Brotli over TLS and from this machine only; the others, in a network without TLS, take gzip.
        var takes = context.Request.Headers.AcceptEncoding.ToString();
        var (encoding, bytes) = takes.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli.Value)
            : takes.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip.Value)
            : (null, asset.Bytes);
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        response.ContentType = Types[Path.GetExtension(name)];
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static Asset Load(string name)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        bytes = name == StyleSheet ? [.. Encoding.UTF8.GetBytes(PageStyle.Tokens), .. bytes] : bytes;
        return new(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)),
            new(() => Compress(bytes, static target => new BrotliStream(target, CompressionLevel.Optimal))),
            new(() => Compress(bytes, static target => new GZipStream(target, CompressionLevel.Optimal))));
    }

    private static byte[] Compress(byte[] bytes, Func<Stream, Stream> into)
    {
        using var target = new MemoryStream();
        using (var compressor = into(target))
        {
            compressor.Write(bytes);
        }

        return target.ToArray();
    }

    private sealed record Asset(byte[] Bytes, string Tag, Lazy<byte[]> Brotli, Lazy<byte[]> Gzip);
}
