using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Tests.Invocation;

/// <summary>A data plane that answers what the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedGateway(Func<SeenRequest, HttpResponseMessage> answer) : IGatewayInvoker
{
    public List<SeenRequest> Seen { get; } = [];

    /// <summary>Method and JSON-RPC method of each request, in order.</summary>
    public IEnumerable<string> Steps => Seen.Select(seen => $"{seen.Http} {seen.Rpc}".Trim());

    public Task<HttpResponseMessage> SendAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Body.IsEmpty ? (JsonElement?)null : JsonElement.Parse(request.Body.Span);
        var seen = new SeenRequest(request.Method.Method, request.Target, body, request);
        Seen.Add(seen);
        return Task.FromResult(answer(seen));
    }

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK,
        params (string Name, string Value)[] headers)
    {
        var message = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public static HttpResponseMessage Events(params string[] data)
    {
        var text = string.Concat(data.Select(item => $"event: message\ndata: {item}\n\n"));
        return Stream(text);
    }

    public static HttpResponseMessage Stream(string text)
    {
        var message = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return message;
    }

    public static HttpResponseMessage Accepted() => new(HttpStatusCode.Accepted) { Content = new ByteArrayContent([]) };

    /// <summary>The answer to the request at hand.</summary>
    public static string Result(SeenRequest request, string result) => $$"""{"jsonrpc":"2.0","id":{{request.Id}},"result":{{result}}}""";

    public static string Error(SeenRequest request, int code, string message) =>
        $$$"""{"jsonrpc":"2.0","id":{{{request.Id}}},"error":{"code":{{{code}}},"message":"{{{message}}}"}}""";
}

/// <summary>A request as the data plane saw it.</summary>
internal sealed record SeenRequest(string Http, string Target, JsonElement? Body, InvocationRequest Request)
{
    public string Rpc => Body is { } body && body.TryGetProperty("method", out var method) ? method.GetString()! : "";

    public string Id => Body!.Value.GetProperty("id").GetRawText();

    public string? Header(string name) =>
        Request.Headers.LastOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
