using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>One line of text for an answer: what a client can rely on, and nothing that differs from run to run.</summary>
internal sealed partial class AnswerText(Uri gateway)
{
    private static readonly string[] Headers =
    [
        "Location", "WWW-Authenticate", "Cache-Control", "Allow", "Retry-After", "Vary",
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers",
        "Access-Control-Expose-Headers", "Access-Control-Max-Age", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy",
        "Sec-WebSocket-Accept", "X-User", "X-Username", "X-Scopes", "X-Auth-Method", "X-Server-Name", "X-Tool-Name",
    ];

    // What others do, and what scans find meanwhile, is in these.
    private static readonly string[] Growing = ["/api/audit/events", "/api/security/overview"];

    // What an error says belongs to the contract; what a success says is only its form.
    private static readonly string[] ErrorTexts = ["detail", "error", "error_description", "message"];

    private readonly string _origin = gateway.GetLeftPart(UriPartial.Authority);

    public async Task<string> OfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.Append((int)answer.StatusCode).Append(' ').Append(await BodyAsync(answer, cancellationToken));
        foreach (var name in Headers)
        {
            if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
            {
                text.Append("; ").Append(name).Append('=').Append(Stable(string.Join(", ", values)));
            }
        }

        if (answer.Headers.Contains("Content-Security-Policy"))
        {
            text.Append("; Content-Security-Policy");
        }

        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            text.Append("; Set-Cookie=").AppendJoin(" and ", cookies.Select(Cookie).Order(StringComparer.Ordinal));
        }

        return text.ToString();
    }

    private async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var type = answer.Content.Headers.ContentType;
        if ((int)answer.StatusCode == 101 || type?.MediaType == "text/event-stream")
        {
            // An open stream has no end to wait for.
            return type?.ToString() ?? "-";
        }

        if ((int)answer.StatusCode == 200 && Growing.Contains(answer.RequestMessage?.RequestUri?.AbsolutePath ?? ""))
        {
            return $"{type} with what there is by then";
        }

        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (type?.ToString() ?? "-") + (body.Length == 0 ? " empty" : Form(body, type, (int)answer.StatusCode));
    }

    private string Form(string body, MediaTypeHeaderValue? type, int status) => type?.MediaType switch
    {
        "application/json" or "application/problem+json" => " " + Json(body, status),
        "text/html" => Title().Match(body) is { Success: true } title ? $" '{title.Groups[1].Value}'" : " untitled",
        _ => "",
    };

    private string Json(string body, int status)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;

        // The description of the API has tests of its own, and changes with every operation.
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("openapi", out _))
        {
            return "{openapi:…}";
        }

        var shape = JsonShape.Of(root);
        var texts = status < 400 ? [] : Texts(root).ToArray();
        return texts.Length == 0 ? shape : $"{shape} '{string.Join("' '", texts)}'";
    }

    private IEnumerable<string> Texts(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var name in ErrorTexts)
        {
            if (!root.TryGetProperty(name, out var member))
            {
                continue;
            }

            if (member.ValueKind == JsonValueKind.String)
            {
                yield return Stable(member.GetString()!);
            }

            foreach (var text in Texts(member))
            {
                yield return text;
            }
        }
    }

    private string Stable(string value)
    {
        value = value.Replace(_origin, "{gateway}", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(_origin), "{gateway}", StringComparison.Ordinal)
            .Replace(gateway.Authority, "{authority}", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
        return Changing().Replace(value, "*");
    }

    /// <summary>Name and attributes. The name of a cookie that belongs to one attempt or one installation ends in a random part.</summary>
    private static string Cookie(string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0].Split('=')[0], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var attributes = parts.Skip(1).Select(part => part.StartsWith("expires=", StringComparison.OrdinalIgnoreCase) ? "expires=*" : part);
        return $"{RandomName().Replace(name, "$1*")}={(value.Length == 0 ? "" : "*")} ({string.Join(", ", attributes)})";
    }

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex Title();

    [GeneratedRegex(
        """
        (?<=[?&](state|code|code_challenge|nonce|ticket)=)[^&"]+
        | [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}
        | (?<=client_id(=|%3D))[A-Za-z0-9_-]{16,}
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Changing();

    [GeneratedRegex(@"^(\.AspNetCore\.Antiforgery\.|oauth2_temp_session_|mcp_egress_).*$")]
    private static partial Regex RandomName();
}
