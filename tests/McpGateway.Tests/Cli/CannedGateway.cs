using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Tests.Architecture;

namespace McpGateway.Tests.Cli;

/// <summary>Answers by path, out of <c>Snapshots/answers.json</c>, so that what commands print is the same each time.</summary>
internal sealed class CannedGateway : HttpMessageHandler
{
    private static readonly JsonElement Answers = JsonElement.Parse(
        File.ReadAllText(RepositoryFiles.Absolute("tests/McpGateway.Tests/Cli/Snapshots/answers.json")));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        return Task.FromResult(
            path == "/api/diagnostics/stream" ? Answer(HttpStatusCode.OK, "data: first\n\ndata: second\n\n", "text/event-stream")
            : Answers.TryGetProperty(path, out var json) ? Answer(HttpStatusCode.OK, json.GetRawText(), "application/json")
            : Answer(HttpStatusCode.NotFound, """{"detail": "Not Found"}""", "application/json"));
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string text, string mediaType) =>
        new(status) { Content = new StringContent(text, Encoding.UTF8, mediaType) };
}
