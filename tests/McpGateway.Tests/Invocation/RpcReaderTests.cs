using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Invocation;

namespace McpGateway.Tests.Invocation;

/// <summary>
/// What a server sends is foreign: whatever it is, it becomes an answer with words that can be shown, never an exception.
/// </summary>
public sealed class RpcReaderTests
{
    private static readonly string[] Pieces =
    [
        "null", "1", "-7", "2.5", "1e99", "true", "\"\"", "\"text\"", "\"\\ud800\"", "[]", "[1]", "{}", "{\"code\":\"x\"}",
            "{\"code\":-32601,\"message\":\"m\"}",
        "{\"code\":1e99}", "{\"message\":5}", "{\"content\":[]}", "{\"data\":{}}",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"result":{"a":1}}""", """{"a":1}""", 0, null)]
    [InlineData("""{"result":{},"error":{"code":1,"message":"m"}}""", "{}", 0, null)]
    [InlineData("""{"error":{"code":-32602,"message":"Unknown tool"}}""", null, -32602, "Unknown tool")]
    [InlineData("""{"error":{"message":"no code"}}""", null, 0, "no code")]
    [InlineData("""{"error":{"code":5}}""", null, 5, "The answer is not JSON-RPC.")]
    [InlineData("""{"error":{"code":"5","message":"m"}}""", null, 0, "m")]
    [InlineData("""{"error":{"code":1.5,"message":"m"}}""", null, 0, "m")]
    [InlineData("""{"error":{"code":99999999999,"message":"m"}}""", null, 0, "m")]
    [InlineData("""{"error":{"code":null,"message":null}}""", null, 0, "The answer is not JSON-RPC.")]
    [InlineData("""{"error":"plain words"}""", null, 0, "plain words")]
    [InlineData("""{"error":["no"]}""", null, 0, "The answer is not JSON-RPC.")]
    [InlineData("""{"result":"text"}""", null, 0, "The answer is not JSON-RPC.")]
    [InlineData("""{"result":null}""", null, 0, "The answer is not JSON-RPC.")]
    [InlineData("""[]""", null, 0, "The answer is not JSON-RPC.")]
    [InlineData("""7""", null, 0, "The answer is not JSON-RPC.")]
    public void Read_Message_IsResultOrWords(string message, string? result, int code, string? problem)
    {
        var answer = RpcReader.Read(JsonElement.Parse(message), 200);

        Assert.Equal(result, answer.Result?.GetRawText());
        Assert.Equal((code, problem, 200), (answer.Code, answer.Problem, answer.Status));
    }

    [Fact]
    public void Read_ErrorData_IsKept()
    {
        var answer = RpcReader.Read(JsonElement.Parse("""{"error":{"code":-32042,"message":"m","data":{"elicitations":[1]}}}"""), 401);

        Assert.Equal("""{"elicitations":[1]}""", answer.Data?.GetRawText());
        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"method":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    public void Parse_WhatNobodyCanRead_IsUndefined(string text) => Assert.Equal(JsonValueKind.Undefined, RpcReader.Parse(text).ValueKind);

    [Fact]
    public void Parse_WholeSurrogatePair_IsRead() =>
        Assert.Equal("😀", RpcReader.Parse("""{"a":"\ud83d\ude00"}""").GetProperty("a").GetString());

    [Fact]
    public async Task Answer_AfterOtherMessages_IsTheOneWithTheId()
    {
        await using var reader = Reader(
            Events("""{"id":1,"result":{"n":1}}""", """{"id":"2","result":{"n":2}}""", """{"id":2,"result":{"n":3}}"""));

        var answer = await reader.AnswerAsync(2, Cancellation);

        Assert.Equal("""{"n":3}""", answer.Result?.GetRawText());
    }

    [Fact]
    public async Task Answer_StreamEndsBefore_SaysSo()
    {
        await using var reader = Reader(Events("""{"id":1,"result":{}}""", "not json", "[]", ""));

        var answer = await reader.AnswerAsync(2, Cancellation);

        Assert.Equal((502, "The server's stream ended before its answer came."), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task Answer_OtherEventTypes_AreNotMessages()
    {
        await using var reader = Reader("event: ping\ndata: {\"id\":2,\"result\":{\"n\":0}}\n\n" + Events("""{"id":2,"result":{"n":1}}"""));

        Assert.Equal("""{"n":1}""", (await reader.AnswerAsync(2, Cancellation)).Result?.GetRawText());
    }

    [Theory]
    [InlineData("""{"id":7,"method":"sampling/createMessage","params":{}}""", "7", "sampling/createMessage")]
    [InlineData("""{"id":"q","method":"elicitation/create"}""", "\"q\"", "elicitation/create")]
    [InlineData("""{"id":2,"method":"roots/list"}""", "2", "roots/list")]
    public async Task Answer_ServerAsks_IsRefusedAndTheAnswerIsStillAwaited(string question, string id, string method)
    {
        var replies = new List<JsonObject>();
        await using var reader = Reader(Events(question, """{"id":2,"result":{}}"""), replies: replies);

        Assert.NotNull((await reader.AnswerAsync(2, Cancellation)).Result);

        var reply = Assert.Single(replies);
        Assert.Equal(id, reply["id"]!.ToJsonString());
        Assert.Equal(-32601, reply["error"]!["code"]!.GetValue<int>());
        Assert.Contains(method, reply["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("true")]
    public async Task Answer_QuestionUnderAnIdThatIsNone_IsLeftOut(string id)
    {
        var replies = new List<JsonObject>();
        await using var reader = Reader(Events($$"""{"id":{{id}},"method":"roots/list"}""", """{"id":2,"result":{}}"""), replies: replies);

        Assert.NotNull((await reader.AnswerAsync(2, Cancellation)).Result);
        Assert.Empty(replies);
    }

    [Fact]
    public async Task Answer_Progress_IsPassedOnInOrderBeforeTheResult()
    {
        var seen = new List<string>();
        var call = Calls.Of("count") with
        {
            Progress = (parameters, _) =>
            {
                seen.Add(parameters.GetProperty("progress").GetRawText());
                return ValueTask.CompletedTask;
            },
        };
        await using var reader = Reader(
            Events(Progress("progress", 1), Progress("another", 2), Progress("progress", 3), """{"id":2,"result":{}}""",
                Progress("progress", 4)), call);

        await reader.AnswerAsync(2, Cancellation);

        Assert.Equal(["1", "3"], seen);
    }

    [Theory]
    [InlineData("""{"method":"notifications/progress"}""")]
    [InlineData("""{"method":"notifications/progress","params":[]}""")]
    [InlineData("""{"method":"notifications/progress","params":{}}""")]
    [InlineData("""{"method":"notifications/progress","params":{"progressToken":1}}""")]
    [InlineData("""{"method":"notifications/message","params":{"progressToken":"progress"}}""")]
    public async Task Answer_NotificationThatIsNotOurs_IsLeftOut(string notification)
    {
        var call = Calls.Of("t") with { Progress = (_, _) => throw new InvalidOperationException("Not ours.") };
        await using var reader = Reader(Events(notification, """{"id":2,"result":{}}"""), call);

        Assert.NotNull((await reader.AnswerAsync(2, Cancellation)).Result);
    }

    [Fact]
    public async Task Find_EventType_GivesItsDataOnce()
    {
        await using var reader = Reader("event: ping\ndata: x\n\nevent: endpoint\ndata: /messages?s=1\n\n");

        Assert.Equal("/messages?s=1", await reader.FindAsync("endpoint"));
        Assert.Null(await reader.FindAsync("endpoint"));
    }

    [Fact]
    public async Task Finish_ServerThatForgetsToEnd_IsNotWaitedFor()
    {
        await using var reader = new RpcReader(
            new EndlessStream(Encoding.UTF8.GetBytes(Events("""{"id":2,"result":{}}"""))), Calls.Of("t"), (_, _) => Task.CompletedTask,
                Cancellation);
        await reader.AnswerAsync(2, Cancellation);

        await reader.FinishAsync(Cancellation);

        Assert.False(Cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task Finish_CallerHangsUp_IsCancelled()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using var reader = new RpcReader(
            new EndlessStream(Encoding.UTF8.GetBytes(Events("""{"id":2,"result":{}}"""))), Calls.Of("t"), (_, _) => Task.CompletedTask,
                caller.Token);
        await reader.AnswerAsync(2, caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.FinishAsync(caller.Token));
    }

    [Fact]
    public void Read_AnyMembers_NeverThrowsAndAlwaysAnswers() => Prop.ForAll(Messages().ToArbitrary(), text =>
    {
        var answer = RpcReader.Read(RpcReader.Parse(text), 200);
        return answer.Result is { ValueKind: JsonValueKind.Object } != answer.Problem is { Length: >= 0 };
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Answer_AnyMessagesBefore_FindsItsOwn() => Prop.ForAll(Messages().ListOf().ToArbitrary(), messages =>
    {
        var others = messages.Where(text => !text.Contains("\"id\":2", StringComparison.Ordinal));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Events([.. others, """{"id":2,"result":{"own":true}}"""])));
        var reader = new RpcReader(stream, Calls.Of("t"), (_, _) => Task.CompletedTask, CancellationToken.None);
        var answer = reader.AnswerAsync(2, CancellationToken.None);

        // Everything is in memory, so nothing is waited for.
        return answer.IsCompletedSuccessfully && answer.Result.Result?.GetRawText() == """{"own":true}""";
    }).QuickCheckThrowOnFailure();

    private static Gen<string> Messages() =>
        from members in Gen.Elements("id", "method", "result", "error", "params", "jsonrpc").SelectMany(name => Gen.Elements(Pieces),
            (name, value) => $"\"{name}\":{value}").ListOf()
        select "{" + string.Join(',', members.DistinctBy(member => member[..4])) + "}";

    private static RpcReader Reader(string text, ToolCall? call = null, List<JsonObject>? replies = null) => new(
        new MemoryStream(Encoding.UTF8.GetBytes(text)),
        call ?? Calls.Of("t"),
        (reply, _) =>
        {
            replies?.Add(reply);
            return Task.CompletedTask;
        },
        Cancellation);

    private static string Events(params IEnumerable<string> data) => string.Concat(data.Select(item => $"data: {item}\n\n"));

    private static string Progress(string token, int progress) =>
        $$$"""{"method":"notifications/progress","params":{"progressToken":"{{{token}}}","progress":{{{progress}}}}}""";

    /// <summary>Gives some bytes, and then nothing until its reader gives up.</summary>
    private sealed class EndlessStream(byte[] beginning) : Stream
    {
        private int _given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == beginning.Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            var count = Math.Min(buffer.Length, beginning.Length - _given);
            beginning.AsMemory(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
