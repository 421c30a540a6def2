using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// Sends the requests of one check over the data plane's connections, framed as a call is: HTTP/1.1, <c>Content-Length</c>, uncompressed
/// answers, the server's headers last.
/// </summary>
internal sealed class ProbeLink(
    IUpstreamConnections connections, Route route, IReadOnlyList<ServerHeader> headers, ProbeBudget budget)
{
    public const string AcceptBoth = "application/json, text/event-stream";

    public Route Route => route;

    public bool HasCredentials => headers.Count > 0;

    /// <summary>The same without the server's headers, perhaps to where fewer addresses are allowed.</summary>
    public ProbeLink Stranger(Route elsewhere) => new(connections, elsewhere, [], budget);

    /// <exception cref="ProbeLimitException">The check has sent enough.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, byte[]? body, IEnumerable<KeyValuePair<string, string>> extra,
        CancellationToken cancellationToken)
    {
        var known = extra.ToArray();
        try
        {
            return await SendOnceAsync(method, address, body, known, cancellationToken);
        }
        catch (HttpRequestException failure) when (IsBroken(failure))
        {
            // A connection of the pool may have been closed while it was idle. No request of a check changes anything at the server.
            return await SendOnceAsync(method, address, body, known, cancellationToken);
        }
    }

    /// <summary>The body of an answer, within the budget of the check.</summary>
    public async Task<MeteredStream> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsStreamAsync(cancellationToken), budget);

    private static bool IsBroken(HttpRequestException failure) =>
        failure is { StatusCode: null, HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown };

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, Uri address, byte[]? body, KeyValuePair<string, string>[] extra, CancellationToken cancellationToken)
    {
        budget.TakeRequest();
        using var request = new HttpRequestMessage(method, address) { Version = System.Net.HttpVersion.Version11 };
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", $"{ProbeMessages.ClientName}/{ProbeMessages.ClientVersion}");
        foreach (var (name, value) in extra)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        foreach (var header in headers)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return await connections.SendAsync(request, route, caller: null, cancellationToken);
    }
}
