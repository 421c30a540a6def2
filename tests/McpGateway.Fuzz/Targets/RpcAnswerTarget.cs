using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Core.Invocation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Fuzz.Targets;

/// <summary>Answers of servers to calls that the gateway makes itself: an answer or a problem.</summary>
internal sealed class RpcAnswerTarget : FuzzTarget
{
    private static readonly ToolCall Call = new()
    {
        Caller = new ProxyCaller { Subject = "s", UserName = "u", ClientId = "", Scopes = "", AuthMethod = "", Principal = "p" },
        ServerPath = "/s",
        Tool = "t",
        Origin = InvocationOrigin.Unknown,
        Progress = static (_, _) => ValueTask.CompletedTask,
    };

    public override string Name => "answer";

    public override long BytesPerByte => 6000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "data: ", "event: message\n", "\n\n", "\"jsonrpc\":\"2.0\"", "\"id\":1", "\"result\":{}",
        "\"error\":{\"code\":-32601,\"message\":\"m\"}", "\"method\":\"ping\"",
        "\"method\":\"notifications/progress\"", "\"params\":{\"progressToken\":\"p\"}", "\"code\":1.5", "\"data\":{}", "{", "}", "[", "]",
        ",",
    ];

    public override int Run(byte[] input)
    {
        var direct = RpcReader.Read(RpcReader.Parse(Encoding.UTF8.GetString(input)), 200);
        Require(direct.Result is null == direct.Problem is not null, "a result or a problem");
        var replies = 0;
        var reading = ReadAsync(input, _ => replies++);
        Require(reading.IsCompleted || reading.Wait(TimeSpan.FromSeconds(10)), "reading comes to an end");
        var streamed = reading.GetAwaiter().GetResult();
        Require(streamed.Result is null == streamed.Problem is not null, "a result or a problem");
        return HashCode.Combine(direct.Code, direct.Result is null, streamed.Code, streamed.Result is null, Math.Min(replies, 3));
    }

    private static async Task<RpcAnswer> ReadAsync(byte[] input, Action<JsonObject> reply)
    {
        await using var stream = new MemoryStream(input);
        await using var reader = new RpcReader(
            stream,
            Call,
            (message, _) =>
            {
                reply(message);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        return await reader.AnswerAsync(1, CancellationToken.None);
    }
}
