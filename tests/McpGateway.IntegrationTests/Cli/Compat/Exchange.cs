using System.Collections.Concurrent;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>A request of a command and its answer.</summary>
internal sealed record Exchange(string Method, string Path, string? Body, int Status, string Answer)
{
    /// <summary>The answer's JSON; undefined when it has none.</summary>
    public JsonElement Json => Answer.TrimStart() is ['{' or '[', ..] ? JsonElement.Parse(Answer) : default;
}

/// <summary>Notes what commands send and get.</summary>
internal sealed class ExchangeRecorder(ConcurrentQueue<Exchange> exchanges) : DelegatingHandler(
    new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        exchanges.Enqueue(new(
            request.Method.Method, request.RequestUri!.PathAndQuery, body, (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(cancellationToken)));
        return answer;
    }
}
