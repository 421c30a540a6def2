using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.Invocation;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>Carries the messages of one call through the data plane and reads what comes back.</summary>
internal sealed class GatewayMcpClient(IGatewayInvoker gateway, ToolCall call)
{
    private const long LongestAnswer = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public ToolCall Call => call;

    public Task<HttpResponseMessage> PostAsync(
        string target, JsonObject message, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            target,
            headers.Append(new("Accept", "application/json, text/event-stream")),
            Encoding.UTF8.GetBytes(message.ToJsonString()),
            cancellationToken);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string target,
        IEnumerable<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        var request = new InvocationRequest
        {
            Method = method,
            Target = target,
            Caller = call.Caller,
            Headers = [.. call.Headers, .. headers],
            Body = body,
            Origin = call.Origin,
        };
        return gateway.SendAsync(request, cancellationToken);
    }

    /// <summary>The answer to the request with that id, whether it came as JSON or in a stream.</summary>
    public async Task<RpcAnswer> ReadAsync(
        HttpResponseMessage response, int id, Func<JsonObject, CancellationToken, Task> reply, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            await using var events = await EventsAsync(response, reply, cancellationToken);
            var received = await events.AnswerAsync(id, cancellationToken);
            await events.FinishAsync(cancellationToken);
            return received;
        }

        var message = await JsonOfAsync(response, cancellationToken);
        var answer = RpcReader.Read(message, (int)response.StatusCode);
        return response.IsSuccessStatusCode && answer.Result is null && answer.Code == 0
            ? RpcAnswer.Broken("The server's answer is not JSON-RPC.")
            : answer with { IsGateways = response.Headers.NonValidated.Contains(GatewayHeaders.Error) };
    }

    public async Task<RpcReader> EventsAsync(
        HttpResponseMessage response, Func<JsonObject, CancellationToken, Task> reply, CancellationToken cancellationToken)
    {
        var stream = new CappedStream(await response.Content.ReadAsStreamAsync(cancellationToken), LongestAnswer);
        return new(stream, call, reply, cancellationToken);
    }

    /// <summary>Reads an answer of which nothing is needed. A server that forgets to end it is not waited for.</summary>
    public static async Task FinishAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Disposing the answer hangs up.
        }
    }

    private static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = new CappedStream(await response.Content.ReadAsStreamAsync(cancellationToken), LongestAnswer);
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, default, cancellationToken);
            return LoneSurrogates.AreIn(JsonMarshal.GetRawUtf8Value(document.RootElement)) ? default : document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
