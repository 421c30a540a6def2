using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Web.Pages.Register;

/// <summary>A server as something that was pasted describes it.</summary>
/// <param name="Name">Empty where it says none.</param>
/// <param name="Transport">One of <see cref="ServerTransport"/>.</param>
/// <param name="Headers">Names and values; a value that a client would ask for is empty.</param>
public sealed record PastedServer(string Name, string Url, string Transport, IReadOnlyList<(string Name, string Value)> Headers)
{
    public string Description { get; init; } = "";

    /// <summary>Without the values: they may be credentials.</summary>
    public override string ToString() => $"{Name} {Url}";
}

/// <summary>
/// Reads whatever describes a server: an address, a curl line, the configuration of a client (<c>mcpServers</c>, <c>servers</c>,
/// <c>context_servers</c>), a <c>server.json</c> of the MCP registry, or one of our own documents. Pure.
/// </summary>
internal static partial class PastedServers
{
    private static readonly string[] Lists = ["mcpServers", "servers", "context_servers", "mcp"];
    private static readonly string[] Addresses = ["url", "httpUrl", "serverUrl", "uri", "proxy_pass_url"];

    public static Result<IReadOnlyList<PastedServer>> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return Refuse("Paste an address, a client's configuration, a server.json or a curl line.");
        }

        if (trimmed[0] is '{' or '[' or '"')
        {
            return ReadJson(text);
        }

        if (trimmed.StartsWith("curl ", StringComparison.OrdinalIgnoreCase))
        {
            return ReadCurl(trimmed);
        }

        return Uri.TryCreate(trimmed, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new[] { new PastedServer("", trimmed, TransportOf(null, trimmed), []) }
            : Refuse("This is neither an address (http:// or https://), nor JSON, nor a curl line.");
    }

    private static Error Refuse(string detail) => new(ErrorKind.Invalid, detail);

    private static Result<IReadOnlyList<PastedServer>> ReadJson(string text)
    {
        JsonElement root;
        try
        {
            // Configurations of clients are often written with comments.
            root = JsonElement.Parse(text, new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
            });
        }
        catch (JsonException broken)
        {
            return Refuse(PositionOf(broken, text));
        }

        return root.ValueKind == JsonValueKind.Object ? ReadObject(root)
            : Refuse("A JSON object is expected: a client's configuration, a server.json, or one server document. Import takes lists.");
    }

    /// <summary>Line and column as editors count them, from 1; the reader counts bytes from 0.</summary>
    private static string PositionOf(JsonException broken, string text)
    {
        if (broken is not { LineNumber: { } line, BytePositionInLine: { } bytes })
        {
            return $"This JSON cannot be read: {broken.Message}";
        }

        var lines = text.Split('\n');
        var before = line < lines.Length ? Encoding.UTF8.GetBytes(lines[line]).AsSpan() : [];
        var column = Encoding.UTF8.GetCharCount(before[..(int)Math.Min(bytes, before.Length)]) + 1;
        var what = broken.Message.Split(" Path:")[0].Split(" LineNumber:")[0];
        return $"Line {line + 1}, column {column}: {what}";
    }

    private static Result<IReadOnlyList<PastedServer>> ReadObject(JsonElement root)
    {
        if (root.TryGetProperty("openapi", out _) || root.TryGetProperty("swagger", out _))
        {
            return Refuse("This describes a web API (OpenAPI), not an MCP server. Put an MCP server in front of it, and register that.");
        }

        if (root.TryGetProperty("remotes", out var remotes) || root.TryGetProperty("packages", out _))
        {
            return ReadServerJson(root, remotes);
        }

        // VS Code's settings.json keeps the list one level down.
        if (root.TryGetProperty("mcp", out var mcp) && mcp.ValueKind == JsonValueKind.Object && mcp.TryGetProperty("servers", out var inner)
            && inner.ValueKind == JsonValueKind.Object)
        {
            return ReadEntries(inner.EnumerateObject().Select(static entry => (entry.Name, entry.Value)));
        }

        foreach (var list in Lists)
        {
            if (root.TryGetProperty(list, out var entries) && entries.ValueKind == JsonValueKind.Object)
            {
                return ReadEntries(entries.EnumerateObject().Select(static entry => (entry.Name, entry.Value)));
            }
        }

        var isEntry = Addresses.Append("command").Any(member => root.TryGetProperty(member, out _));
        return isEntry
            ? ReadEntries([(root.TextOf("server_name") ?? root.TextOf("name") ?? "", root)])
            : ReadEntries(root.EnumerateObject().Where(static entry => entry.Value.ValueKind == JsonValueKind.Object)
                .Select(static entry => (entry.Name, entry.Value)));
    }

    private static Result<IReadOnlyList<PastedServer>> ReadEntries(IEnumerable<(string Name, JsonElement Value)> entries)
    {
        var (found, local) = (new List<PastedServer>(), new List<string>());
        foreach (var (name, entry) in entries.Where(static entry => entry.Value.ValueKind == JsonValueKind.Object))
        {
            if (Addresses.Select(member => entry.TextOf(member)).FirstOrDefault(static url => url is not null) is { } url)
            {
                found.Add(new(name, url, TransportOf(entry.TextOf("type") ?? entry.TextOf("transport"), url), HeadersOf(entry))
                {
                    Description = entry.TextOf("description") ?? "",
                });
            }
            else if (entry.TryGetProperty("command", out _))
            {
                local.Add(name.Length > 0 ? name : "it");
            }
        }

        return found.Count > 0 ? found
            : local.Count > 0 ? Refuse($"{string.Join(", ", local)}: a program that a client starts on its own machine. "
                + "The gateway reaches servers by their address only: run it behind an HTTP endpoint, and register that.")
            : Refuse("No server with an address was found in this. Expected is \"mcpServers\", \"servers\" or one entry with \"url\".");
    }

    private static Result<IReadOnlyList<PastedServer>> ReadServerJson(JsonElement root, JsonElement remotes)
    {
        var name = root.TextOf("title") ?? root.TextOf("name")?.Split('/')[^1] ?? "";
        var found = remotes.ValueKind != JsonValueKind.Array ? [] : remotes.EnumerateArray()
            .Where(static remote => remote.ValueKind == JsonValueKind.Object && remote.TextOf("url") is not null)
            .Select(remote => new PastedServer(name, remote.TextOf("url")!,
                TransportOf(remote.TextOf("type") ?? remote.TextOf("transport_type"), remote.TextOf("url")!), HeadersOf(remote))
            {
                Description = root.TextOf("description") ?? "",
            }).ToArray();
        return found.Length > 0
            ? found
            : Refuse("This server.json names packages to be run on one's own machine and no address (\"remotes\"): "
                + "run it, and register that.");
    }

    private static Result<IReadOnlyList<PastedServer>> ReadCurl(string line)
    {
        var words = Words().Matches(Continued().Replace(line, " ")).Select(static match =>
            match.Groups["word"].Value.Length > 0 ? match.Groups["word"].Value : match.Groups["quoted"].Value).ToArray();
        var headers = new List<(string, string)>();
        string? url = null;
        for (var index = 1; index < words.Length; index++)
        {
            if (words[index] is "-H" or "--header" && index + 1 < words.Length)
            {
                var parts = words[++index].Split(':', 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2 && !IsProtocol(parts[0]))
                {
                    headers.Add((parts[0], parts[1]));
                }
            }
            else if (words[index] is "-X" or "--request" or "-d" or "--data" or "--data-raw" or "-o" or "-u" or "-A")
            {
                index++;
            }
            else if (words[index] is "--url" && index + 1 < words.Length)
            {
                url = words[++index];
            }
            else if (!words[index].StartsWith('-'))
            {
                url ??= words[index];
            }
        }

        return url is not null && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new[] { new PastedServer("", url, TransportOf(null, url), headers) }
            : Refuse("No address (http:// or https://) was found in this curl line.");
    }

    /// <summary>Headers of the protocol itself: the gateway states its own.</summary>
    private static bool IsProtocol(string name) =>
        name.ToLowerInvariant() is "accept" or "content-type" or "content-length" or "host" or "user-agent" or "connection"
            || name.StartsWith("mcp-", StringComparison.OrdinalIgnoreCase);

    private static List<(string Name, string Value)> HeadersOf(JsonElement entry)
    {
        var headers = new List<(string, string)>();
        if (entry.TryGetProperty("headers", out var stated) && stated.ValueKind == JsonValueKind.Object)
        {
            headers.AddRange(stated.EnumerateObject().Where(static header => header.Value.ValueKind == JsonValueKind.String)
                .Select(static header => (header.Name, Known(header.Value.GetString()!))));
        }
        else if (stated.ValueKind == JsonValueKind.Array)
        {
            headers.AddRange(stated.EnumerateArray()
                .Where(static header => header.ValueKind == JsonValueKind.Object && header.TextOf("name") is not null)
                .Select(static header => (header.TextOf("name")!, Known(header.TextOf("value") ?? ""))));
        }

        return headers;
    }

    /// <summary>A place for something that only the client knows (<c>${input:key}</c>, <c>{key}</c>) is no value.</summary>
    private static string Known(string value) => Place().IsMatch(value) ? "" : value;

    private static string TransportOf(string? stated, string url) =>
        stated is "sse" || (stated is null && url.TrimEnd('/').EndsWith("/sse", StringComparison.Ordinal))
            ? ServerTransport.Sse
            : ServerTransport.StreamableHttp;

    [GeneratedRegex("""'(?<quoted>[^']*)'|"(?<quoted>[^"]*)"|(?<word>[^\s'"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex Continued();

    [GeneratedRegex(@"\$?\{[^}]*\}|<[^>]*>|YOUR_", RegexOptions.IgnoreCase)]
    private static partial Regex Place();
}
