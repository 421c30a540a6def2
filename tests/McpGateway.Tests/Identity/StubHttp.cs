using System.Net;
using System.Text;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Tests.Identity;

/// <summary>Outgoing calls that are answered by the test, one after the other, and remembered.</summary>
internal sealed class StubHttp : HttpMessageHandler, IHttpClientFactory
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    /// <summary>Everything that was sent.</summary>
    public List<SentCall> Calls { get; } = [];

    public OutboundHttp Http(TimeProvider time) =>
        new(this, "stub", new() { Reach = OutboundReach.Stated, MaxResponseBytes = 64 * 1024 }, time);

    public OAuthClient OAuth(TimeProvider time) => new(Http(time), time);

    public StubHttp Answer(string body, HttpStatusCode status = HttpStatusCode.OK, string? location = null, string? links = null)
    {
        _answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
                Headers = { Location = location is null ? null : new Uri(location) },
            };
            if (links is not null)
            {
                answer.Headers.TryAddWithoutValidation("Link", links);
            }

            return answer;
        });
        return this;
    }

    /// <summary>The next call reaches nobody.</summary>
    public StubHttp Fail()
    {
        _answers.Enqueue(() => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        return this;
    }

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.NonValidated.ToDictionary(
            header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Add(new(request.Method.Method, request.RequestUri!.ToString(), headers, body));
        return _answers.TryDequeue(out var answer) ? answer() : throw new InvalidOperationException("No answer is left for " + request);
    }
}

/// <summary>A call as it was sent.</summary>
internal sealed record SentCall(string Method, string Address, IReadOnlyDictionary<string, string> Headers, string Body);
