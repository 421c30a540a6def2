using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Reads the messages of one stream in the order in which they come: progress is passed on before the result that follows it, and what the
/// server asks of its client is answered with a refusal, so that it does not wait.
/// </summary>
internal sealed class RpcReader : IAsyncDisposable
{
    /// <summary>A stream ends with its answer. A server that forgets to end it is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ToolCall _call;
    private readonly Func<JsonObject, CancellationToken, Task> _reply;
    private readonly CancellationTokenSource _ending;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    public RpcReader(Stream stream, ToolCall call, Func<JsonObject, CancellationToken, Task> reply, CancellationToken cancellationToken)
    {
        (_call, _reply) = (call, reply);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _events = SseParser.Create(stream).EnumerateAsync(_ending.Token).GetAsyncEnumerator(_ending.Token);
    }

    /// <summary>The data of the next event of that type.</summary>
    public async Task<string?> FindAsync(string eventType)
    {
        while (await _events.MoveNextAsync())
        {
            if (_events.Current.EventType == eventType)
            {
                return _events.Current.Data;
            }
        }

        return null;
    }

    public async Task<RpcAnswer> AnswerAsync(int id, CancellationToken cancellationToken)
    {
        while (await _events.MoveNextAsync())
        {
            if (_events.Current is { EventType: "message", Data: { Length: > 0 } data }
                && await TakeAsync(Parse(data), id, cancellationToken) is { } answer)
            {
                return answer;
            }
        }

        return RpcAnswer.Broken("The server's stream ended before its answer came.");
    }

    /// <summary>Reads what is left: hanging up at once would be recorded as a caller who gave up.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _ending.CancelAfter(Patience);
        try
        {
            while (await _events.MoveNextAsync())
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The answer is here; the rest is not worth waiting for.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        _ending.Dispose();
    }

    /// <summary>Reads an answer: the result, or the error as the server worded it.</summary>
    public static RpcAnswer Read(JsonElement message, int status)
    {
        if (message.ValueKind == JsonValueKind.Object
            && message.TryGetProperty("result", out var result)
            && result.ValueKind == JsonValueKind.Object)
        {
            return new() { Status = status, Result = result };
        }

        var error = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("error", out var stated) ? stated : default;
        if (error.ValueKind == JsonValueKind.String)
        {
            return new() { Status = status, Problem = error.GetString() };
        }

        var code = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var number)
            && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value)
            ? value
            : 0;
        var text = error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("message", out var words)
            && words.ValueKind == JsonValueKind.String ? words.GetString() : null;
        return new()
        {
            Status = status,
            Code = code,
            Data = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("data", out var data) ? data : null,
            Problem = text ?? "The answer is not JSON-RPC.",
        };
    }

    /// <returns>An undefined element for what is not JSON, or has half of a surrogate pair, which no text can be read from.</returns>
    public static JsonElement Parse(string json)
    {
        try
        {
            return LoneSurrogates.AreIn(json) ? default : JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private async ValueTask<RpcAnswer?> TakeAsync(JsonElement message, int id, CancellationToken cancellationToken)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var method = message.TryGetProperty("method", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        var hasId = message.TryGetProperty("id", out var messageId);
        if (method is null)
        {
            return hasId && messageId.ValueKind == JsonValueKind.Number && messageId.TryGetInt32(out var answered) && answered == id
                ? Read(message, StatusCodes.Status200OK)
                : null;
        }

        if (hasId)
        {
            if (messageId.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                // No id that JSON-RPC knows: there is nothing to answer under.
                return null;
            }

            await _reply(RpcMessages.NotSupported(messageId, method), cancellationToken);
        }
        else if (method == McpMethods.Progress && _call.Progress is { } report && IsOurs(message, out var parameters))
        {
            await report(parameters, cancellationToken);
        }

        return null;
    }

    private static bool IsOurs(JsonElement notification, out JsonElement parameters) =>
        notification.TryGetProperty("params", out parameters)
        && parameters.ValueKind == JsonValueKind.Object
        && parameters.TryGetProperty("progressToken", out var token)
        && token.ValueKind == JsonValueKind.String
        && token.ValueEquals(RpcMessages.ProgressToken);
}
