using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// What every request of a check goes through: the server's headers are added, the budget is kept, and a server that points the client
/// elsewhere (the <c>endpoint</c> event of the SSE transport) does not get its credentials sent there.
/// </summary>
internal sealed class ProbeHandler(HttpMessageHandler inner, Uri endpoint, IReadOnlyList<ServerHeader> headers, ProbeBudget budget)
    : DelegatingHandler(inner)
{
    /// <summary>Status of the last answer.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>Whether the server went over a limit of the check.</summary>
    public bool IsOverLimit => budget.IsSpent;

    /// <summary>Content type of the last successful GET: tells an event stream from a web page.</summary>
    public bool OpenedEventStream { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        budget.TakeRequest();
        if (Uri.Compare(
            request.RequestUri, endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            throw new ProbeLimitException("The server points to another origin.");
        }

        foreach (var header in headers)
        {
            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Deadline);
        var response = await base.SendAsync(request, bounded.Token);
        LastStatus = (int)response.StatusCode;
        OpenedEventStream |= request.Method == HttpMethod.Get && response.IsSuccessStatusCode
            && response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        response.Content = new MeteredContent(response.Content, budget);
        return response;
    }
}
