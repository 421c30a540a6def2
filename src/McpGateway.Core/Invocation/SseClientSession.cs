using System.Text.Json.Nodes;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Calls a tool over the transport of revision 2024-11-05: one stream brings every answer, requests go to the address that it names.
/// </summary>
internal sealed class SseClientSession(GatewayMcpClient line, string endpoint)
{
    private const int HandshakeId = 1;
    private const int CallId = 2;

    private static readonly KeyValuePair<string, string>[] AcceptEvents = [new("Accept", "text/event-stream")];

    private string _messages = "";

    public async Task<RpcAnswer> CallAsync(CancellationToken cancellationToken)
    {
        using var stream = await line.SendAsync(HttpMethod.Get, endpoint, AcceptEvents, default, cancellationToken);
        if (!stream.IsSuccessStatusCode)
        {
            return await line.ReadAsync(stream, HandshakeId, PostAsync, cancellationToken);
        }

        await using var events = await line.EventsAsync(stream, PostAsync, cancellationToken);
        if (await events.FindAsync("endpoint") is not { Length: > 0 } address)
        {
            return RpcAnswer.Broken("The server's stream does not say where to send requests.");
        }

        _messages = address;
        var opened = await RequestAsync(events, RpcMessages.Initialize(HandshakeId), HandshakeId, cancellationToken);
        if (opened.Result is null)
        {
            return opened;
        }

        await PostAsync(RpcMessages.Initialized(), cancellationToken);
        return await RequestAsync(events, RpcMessages.Call(CallId, line.Call, isStateless: false), CallId, cancellationToken);
    }

    /// <summary>The answer comes on the stream; only a refusal comes on the request itself.</summary>
    private async Task<RpcAnswer> RequestAsync(RpcReader events, JsonObject message, int id, CancellationToken cancellationToken)
    {
        using var response = await line.PostAsync(_messages, message, [], cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return await line.ReadAsync(response, id, PostAsync, cancellationToken);
        }

        await GatewayMcpClient.FinishAsync(response, cancellationToken);
        return await events.AnswerAsync(id, cancellationToken);
    }

    private async Task PostAsync(JsonObject message, CancellationToken cancellationToken)
    {
        using var response = await line.PostAsync(_messages, message, [], cancellationToken);
        await GatewayMcpClient.FinishAsync(response, cancellationToken);
    }
}
