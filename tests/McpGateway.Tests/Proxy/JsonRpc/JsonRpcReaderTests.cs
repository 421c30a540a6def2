using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Tests.Proxy.JsonRpc;

public sealed class JsonRpcReaderTests
{
    public static TheoryData<string, string> InvalidRequests { get; } = new()
    {
        // body, part of the message
        { "[]", "batch is empty" },
        { "1", "is an object" },
        { "\"text\"", "is an object" },
        { "null", "is an object" },
        { "[[]]", "element 0" },
        { """[{"jsonrpc":"2.0","method":"ping","id":1},3]""", "element 1" },
        { "{}", "jsonrpc" },
        { """{"jsonrpc":"1.0","id":1,"method":"ping"}""", "jsonrpc" },
        { """{"jsonrpc":2.0,"id":1,"method":"ping"}""", "jsonrpc" },
        { """{"id":1,"method":"ping"}""", "jsonrpc" },
        { """{"jsonrpc":"\ud800","id":1,"method":"ping"}""", "jsonrpc" },
        { """{"jsonrpc":"2.0","id":null,"method":"ping"}""", "must not be null" },
        { """{"jsonrpc":"2.0","id":true,"method":"ping"}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":{},"method":"ping"}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":[1],"method":"ping"}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":1.0,"method":"ping"}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":1e3,"method":"ping"}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":true,"error":{}}""", "'id' must be a string or an integer" },
        { """{"jsonrpc":"2.0","id":1,"method":7}""", "'method' must be a string" },
        { """{"jsonrpc":"2.0","id":1,"method":null}""", "'method' must be a string" },
        { """{"jsonrpc":"2.0","id":1,"method":7,"result":{}}""", "'method' must be a string" },
        { """{"jsonrpc":"2.0","id":1,"method":""}""", "'method'" },
        { """{"jsonrpc":"2.0","id":1,"method":"a\ud800"}""", "surrogate" },
        { """{"jsonrpc":"2.0","id":1}""", "'method' is missing" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}""", "not both" },
        { """{"jsonrpc":"2.0","id":1,"result":{},"error":{}}""", "not both" },
        { """{"jsonrpc":"2.0","id":1,"error":"bad"}""", "'error'" },
        { """{"jsonrpc":"2.0","result":{}}""", "needs the 'id'" },
        { """{"jsonrpc":"2.0","id":null,"result":{}}""", "needs the 'id'" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", "'params' must be an object" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":null}""", "'params' must be an object" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}""", "'params' must be an object" },
        { """{"jsonrpc":"2.0","id":1,"params":[],"result":{}}""", "'params' must be an object" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":[]}}""", "_meta" },

        // tools/call and its like must say what they act on
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":["a"]}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":""}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a\udc00"}}""", "surrogate" },
        { """{"jsonrpc":"2.0","method":"tools/call","params":{"arguments":{"name":"a"}}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"uri":"a"}}""", "params.name" },
        { """{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"name":"a"}}""", "params.uri" },

        // duplicates, also in disguise
        { """{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/list","m\u0065thod":"ping"}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"m\u0065thod":"tools/list","method":"ping"}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", "twice" },
        { """{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"ping"}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"params":{}}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","extra":1,"extra":2}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","n\u0061me":"b"}}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{},"arguments":{}}}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"a":1,"a":2}}}""", "twice" },
        { """{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"name":"a","name":"b"}}}""", "twice" },

        // look-alikes: some JSON libraries match names without regard to case
        { """{"jsonrpc":"2.0","id":1,"method":"tools/list","Method":"tools/call"}""", "letter case" },
        { """{"jsonrpc":"2.0","id":1,"METHOD":"tools/call"}""", "letter case" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","Name":"b"}}""", "letter case" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","\u004eame":"b"}}""", "letter case" },
        { """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"},"paramſ":{"name":"b"}}""", "letter case" },

        { """{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"a","taskid":"b"}}""", "letter case" },
        { """{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"io.modelcontextprotocol/protocolversion":"2026-07-28"}}}""",
            "letter case" },

        // lone surrogates in names
        { """{"jsonrpc":"2.0","id":1,"method":"ping","a\ud800":1}""", "surrogate" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"\udc00":1}}""", "surrogate" },
        { """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"\ud800\ud800":1}}}""", "surrogate" },
    };

    public static TheoryData<string> ParseErrors { get; } =
    [
        "",
        " ",
        "{",
        "not json",
        """{"jsonrpc":"2.0","id":1,"method":"ping"}}""",
        """{"jsonrpc":"2.0","id":1,"method":"ping"} {"jsonrpc":"2.0","id":1,"method":"ping"}""",
        """{"jsonrpc":"2.0","id":1,"method":"ping"} x""",
        """{"jsonrpc":"2.0","id":1,"method":"ping",}""",
        """{"jsonrpc":"2.0","id":01,"method":"ping"}""",
        """{'jsonrpc':"2.0"}""",
        """{"jsonrpc":"2.0","id":1,"method":"ping"/* */}""",
        """{"jsonrpc":"2.0","id":NaN,"method":"ping"}""",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\nb\"}",
        "\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}",
        """{"jsonrpc":"2.0","id":1,"method":"ping","method":"ping"} trailing""",
    ];

    [Theory]
    [MemberData(nameof(InvalidRequests))]
    public void TryRead_InvalidRequest_RefusesWithReason(string json, string reason)
    {
        Assert.False(Read(json, out _, out var fault));
        Assert.Equal(JsonRpcErrors.InvalidRequest, fault.Code);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ParseErrors))]
    public void TryRead_NotOneJsonText_RefusesAsParseError(string json)
    {
        Assert.False(Read(json, out _, out var fault));
        Assert.Equal(JsonRpcErrors.ParseError, fault.Code);
        Assert.True(fault.RawId.IsEmpty);
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0xC0)]
    [InlineData(0xED)]
    [InlineData(0x80)]
    public void TryRead_InvalidUtf8InsideAString_Refuses(byte bad)
    {
        var body = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":{"x":"?"}}}""");
        body[Array.IndexOf(body, (byte)'?')] = bad;

        Assert.False(JsonRpcReader.TryRead(body, out _, out var fault));
        Assert.Equal(JsonRpcErrors.ParseError, fault.Code);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    [InlineData(200_000, false)]
    public void TryRead_Depth_IsLimitedTo64(int arrays, bool expected)
    {
        var json = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":" + new string('[', arrays) + new string(']', arrays)
            + "}}";

        Assert.Equal(expected, Read(json, out _, out _));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"a\"b","method":7}""", "\"a\\\"b\"")]
    [InlineData("""{"method":7,"jsonrpc":"2.0","id":42}""", "42")]
    [InlineData("""{"jsonrpc":"2.0","method":"ping","method":"ping","id":3}""", "3")]
    [InlineData("""{"jsonrpc":"2.0","method":"ping","params":[],"id":3}""", "3")]
    [InlineData("""{"jsonrpc":"2.0","method":"ping","params":7,"id":3}""", "3")]
    [InlineData("""{"jsonrpc":"2.0","method":"ping","params":{"_meta":7},"id":3}""", "3")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", "")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", "")]
    [InlineData("""[{"jsonrpc":"2.0","id":9,"method":7}]""", "")]
    public void TryRead_InvalidRequest_CarriesTheIdThatCouldBeRead(string json, string id)
    {
        Assert.False(Read(json, out _, out var fault));
        Assert.Equal(id, Encoding.UTF8.GetString(fault.RawId.Span));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", "Request", "ping", null, "1")]
    [InlineData("""{"jsonrpc":"2.0","id":"x","method":"tools/list","params":{}}""", "Request", "tools/list", null, "\"x\"")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "Notification", "notifications/initialized", null, "")]
    [InlineData("""{"params":{"arguments":{},"name":"t"},"method":"tools/call","id":-5,"jsonrpc":"2.0"}""", "Request", "tools/call", "t",
        "-5")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools\/call","params":{"name":"\u0061\u00e9"}}""", "Request", "tools/call", "aé", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"m\u0065thod":"ping"}""", "Request", "ping", null, "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"p"}}""", "Request", "prompts/get", "p", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///a"}}""", "Request", "resources/read",
        "file:///a", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"u"}}""", "Request", "resources/subscribe", "u",
        "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"taskId":"k"}}""", "Request", "tasks/get", "k", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"p"}}}""", "Request",
        "completion/complete", "p", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/resource","uri":"u"}}}""", "Request",
        "completion/complete", "u", "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"custom/thing","params":{"name":7}}""", "Request", "custom/thing", null, "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", "Response", "", null, "1")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}}""", "ErrorResponse", "", null, "1")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"m"}}""", "ErrorResponse", "", null, "")]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":1,"message":"m"}}""", "ErrorResponse", "", null, "")]
    [InlineData(" \r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n", "Request", "ping", null, "1")]
    public void TryRead_ValidMessage_IsUnderstood(string json, string kind, string method, string? target, string id)
    {
        Assert.True(Read(json, out var body, out var fault), fault.Message);

        Assert.False(body.IsBatch);
        Assert.Equal(1, body.Count);
        Assert.Equal(kind, body[0].Kind.ToString());
        Assert.Equal(method, body[0].Method);
        Assert.Equal(target, body[0].Target);
        Assert.Equal(id, Encoding.UTF8.GetString(body[0].RawId.Span));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}""", "2025-11-25", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"later"}}""", "later", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"x","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}""",
        "2026-07-28", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"protocolVersion":"2025-11-25"}}""", null, false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", null, false)]
    public void TryRead_ProtocolVersion_ComesFromItsPlace(string json, string? version, bool isSelfDescribing)
    {
        Assert.True(Read(json, out var body, out var fault), fault.Message);
        Assert.Equal(version, body[0].ProtocolVersion);
        Assert.Equal(isSelfDescribing, body[0].IsSelfDescribing);
    }

    [Fact]
    public void TryRead_Batch_KeepsOrderAndKinds()
    {
        const string Json = """
            [{"jsonrpc":"2.0","id":1,"method":"tools/list"},{"jsonrpc":"2.0","id":"1","result":{}},
             {"jsonrpc":"2.0","method":"tools/call","params":{"name":"t"}}]
            """;

        Assert.True(Read(Json, out var body, out _));
        Assert.True(body.IsBatch);

        var seen = new List<string>();
        foreach (var message in body)
        {
            seen.Add($"{message.Kind} {message.Method} {message.Target}");
        }

        Assert.Equal(["Request tools/list ", "Response  ", "Notification tools/call t"], seen);
    }

    [Fact]
    public void TryRead_TooManyInABatch_Refuses()
    {
        var json = "[" + string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","method":"ping"}""", JsonRpcReader.MaxBatch + 1)) + "]";

        Assert.False(Read(json, out _, out var fault));
        Assert.Contains("at most", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_KnownMethod_IsTheSharedInstance()
    {
        Assert.True(Read("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}""", out var body, out _));
        Assert.Same(McpMethods.ToolsCall, body[0].Method);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(50_000)]
    public void TryRead_ManyMembers_FindsTheDuplicateAtTheEnd(int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(index => $"\"k{index}\":1"));
        var json = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{" + members + "DUP}}";

        Assert.True(Read(json.Replace("DUP", "", StringComparison.Ordinal), out _, out _));
        Assert.False(Read(json.Replace("DUP", ",\"k0\":1", StringComparison.Ordinal), out _, out _));
        Assert.False(Read(json.Replace("DUP", $",\"k{count - 1}\":1", StringComparison.Ordinal), out _, out _));
    }

    [Fact]
    public void TryRead_SequenceOfSegments_IsReadAsOne()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"t"}}""");
        var last = new Segment(bytes.AsMemory(20), 20);
        var first = new Segment(bytes.AsMemory(0, 20), 0) { Following = last };

        Assert.True(JsonRpcReader.TryRead(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), out var body, out _));
        Assert.Equal("t", body[0].Target);
        Assert.Equal("77", Encoding.UTF8.GetString(body[0].RawId.Span));
    }

    [Fact]
    public void TryRead_SequenceOfOneSegment_IsNotCopied()
    {
        var bytes = """{"jsonrpc":"2.0","id":77,"method":"ping"}"""u8.ToArray();

        Assert.True(JsonRpcReader.TryRead(new ReadOnlySequence<byte>(bytes), out var body, out _));
        Assert.True(MemoryMarshal.TryGetArray(body[0].RawId, out var slice));
        Assert.Same(bytes, slice.Array);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void TryRead_UpToSixteenPlainMembers_AllocatesTheMessageOnly(int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(index => $"\"k{index}\":1"));
        var bytes = Encoding.UTF8.GetBytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{" + members + "}}");
        var message = Allocated(() => new JsonRpcMessage { Kind = JsonRpcKind.Request });

        Assert.Equal(message, Allocated(() => JsonRpcReader.TryRead(bytes, out var body, out _) ? body[0] : null));
    }

    private static long Allocated(Func<JsonRpcMessage?> make)
    {
        Assert.NotNull(make());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            make();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static bool Read(string json, out JsonRpcBody body, out JsonRpcFault fault) =>
        JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(json), out body, out fault);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Following
        {
            init => Next = value;
        }
    }
}
