using System.Text;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// A request that stands for many. <c>@who</c> and the other names of <see cref="MatrixWorld"/> are replaced in target, body and headers.
/// </summary>
/// <param name="Label">Tells the samples of one endpoint apart.</param>
/// <param name="Target">Path and query, as they travel.</param>
internal sealed record Sample(string Label, string Target)
{
    public string? MediaType { get; private init; }

    public string? Body { get; private init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; private init; } = [];

    /// <summary>The request ends the session that it is made with.</summary>
    public bool EndsSession { get; private init; }

    public Sample WithForm(string fields) => this with { MediaType = "application/x-www-form-urlencoded", Body = fields };

    public Sample WithJson(string json) => this with { MediaType = "application/json", Body = json };

    public Sample WithText(string text) => this with { MediaType = "text/plain", Body = text };

    public Sample WithHeaders(params (string Name, string Value)[] headers) => this with { Headers = [.. Headers, .. headers] };

    public Sample ThatEndsTheSession() => this with { EndsSession = true };

    public HttpRequestMessage ToRequest(string method, Uri gateway, Func<string, string> fill)
    {
        // As written: what the gateway makes of a strange path is part of the record.
        var verbatim = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri(gateway.GetLeftPart(UriPartial.Authority) + fill(Target), verbatim);
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, fill(value));
        }

        if (Body is not null)
        {
            request.Content = new StringContent(fill(Body), Encoding.UTF8, MediaType!);
        }
        else if (method is not ("GET" or "HEAD" or "DELETE" or "OPTIONS"))
        {
            request.Content = new ByteArrayContent([]);
        }

        return request;
    }
}
