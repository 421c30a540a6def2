using System.Text.Json.Nodes;

namespace McpGateway.Core.Admission.Gate;

/// <summary>Where a registration came from, as the gate is told: the path, and the headers of the request without credentials.</summary>
internal sealed class GateRequestHeaders(IHttpContextAccessor contexts)
{
    private const int LongestValue = 1024;

    /// <summary>Headers that say something of the client and hold nothing that opens anything.</summary>
    private static readonly string[] Told =
    [
        "Accept", "Accept-Language", "Content-Type", "Origin", "Referer", "User-Agent", "X-Correlation-ID", "X-Request-ID",
        "X-Forwarded-For",
    ];

    public (string Source, JsonObject Headers) Read()
    {
        var headers = new JsonObject();
        if (contexts.HttpContext?.Request is not { } request)
        {
            return ("internal", headers);
        }

        foreach (var name in Told)
        {
            if (request.Headers[name] is [{ Length: > 0 and <= LongestValue } value])
            {
                headers[name.ToLowerInvariant()] = value;
            }
        }

        return (request.Path.Value ?? "", headers);
    }
}
