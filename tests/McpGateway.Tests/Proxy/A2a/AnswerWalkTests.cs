using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.A2a;

/// <summary>What an agent answers, as the client gets it. T and C stand for the sealed t1 and c1.</summary>
public sealed class AnswerWalkTests : IDisposable
{
    private readonly A2aWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(A2aOperation.GetTask,
        """
        {"id":"t1","contextId":"c1","status":{"state":"x","message":{"taskId":"t1","contextId":"c1"}},
        "history":[{"taskId":"t1","referenceTaskIds":["t1"]}],"artifacts":[{"artifactId":"t1","parts":[{"text":"t1"}]}],
        "metadata":{"taskId":"t1"}}
        """,
        """
        {"id":"T","contextId":"C","status":{"state":"x","message":{"taskId":"T","contextId":"C"}},
        "history":[{"taskId":"T","referenceTaskIds":["T"]}],"artifacts":[{"artifactId":"t1","parts":[{"text":"t1"}]}],
        "metadata":{"taskId":"t1"}}
        """)]
    [InlineData(A2aOperation.SendMessage, """{"task":{"id":"t1","contextId":"c1"}}""", """{"task":{"id":"T","contextId":"C"}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"messageId":"t1","contextId":"c1","taskId":"t1"}}""",
        """{"message":{"messageId":"t1","contextId":"C","taskId":"T"}}""")]
    [InlineData(A2aOperation.SendStreamingMessage,
        """{"statusUpdate":{"taskId":"t1","contextId":"c1","status":{"message":{"taskId":"t1"}}}}""",
        """{"statusUpdate":{"taskId":"T","contextId":"C","status":{"message":{"taskId":"T"}}}}""")]
    [InlineData(A2aOperation.SendStreamingMessage, """{"artifactUpdate":{"taskId":"t1","contextId":"c1","artifact":{"name":"c1"}}}""",
        """{"artifactUpdate":{"taskId":"T","contextId":"C","artifact":{"name":"c1"}}}""")]
    [InlineData(A2aOperation.SubscribeToTask, """{"kind":"status-update","task_id":"t1","context_id":"c1"}""",
        """{"kind":"status-update","task_id":"T","context_id":"C"}""")]
    [InlineData(A2aOperation.ListPushConfigs, """{"configs":[{"id":"cfg","taskId":"t1","url":"https://me.test/"}]}""",
        """{"configs":[{"id":"cfg","taskId":"T","url":"https://me.test/"}]}""")]
    [InlineData(A2aOperation.ListPushConfigs, """[{"taskId":"t1","pushNotificationConfig":{"id":"cfg"}}]""",
        """[{"taskId":"T","pushNotificationConfig":{"id":"cfg"}}]""")]
    [InlineData(A2aOperation.GetPushConfig, """{"name":"tasks/t1/pushNotificationConfigs/9"}""",
        """{"name":"tasks/T/pushNotificationConfigs/9"}""")]
    public void Ids_WhereTheProtocolHasThem_AreSealed(A2aOperation operation, string answered, string expected)
    {
        var (result, text) = _world.Answer(operation, answered);

        Assert.Equal((FilterResult.Filtered, Fill(expected)), (result, text));
    }

    [Fact]
    public void Response_OfJsonRpc_IsReadAroundItsResultAndErrors()
    {
        Assert.Equal(
            Fill("""{"jsonrpc":"2.0","id":1,"result":{"kind":"task","id":"T","contextId":"C"}}"""),
            _world.Answer(A2aOperation.GetTask,
                """{"jsonrpc":"2.0","id":1,"result":{"kind":"task","id":"t1","contextId":"c1"}}""", true).Text);
        Assert.Equal(
            Fill("""{"id":1,"error":{"code":-32001,"message":"m","data":[{"metadata":{"taskId":"T"}}]}}"""),
            _world.Answer(A2aOperation.GetTask,
                """{"id":1,"error":{"code":-32001,"message":"m","data":[{"metadata":{"taskId":"t1"}}]}}""", true).Text);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"id":"t1","id":"t2"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"taskId":"t1","task_id":"t2"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"id":"t1"}""")]
    [InlineData("not json")]
    public void Answer_OfAnotherRequestOrAmbiguous_IsRefused(string answered) =>
        Assert.Equal(FilterResult.Refused, _world.Answer(A2aOperation.GetTask, answered, isRpc: true).Result);

    [Fact]
    public void Answer_WithoutIds_StaysAsItIs()
    {
        Assert.Equal(FilterResult.Unchanged, _world.Answer(A2aOperation.GetTask, """{"metadata":{"a":1}}""").Result);
        Assert.Equal(FilterResult.Unchanged, _world.Answer(A2aOperation.DeletePushConfig, "").Result);
        Assert.Equal(FilterResult.Unchanged, _world.Answer(A2aOperation.GetTask, "<html>", isFailure: true).Result);
        Assert.Equal(FilterResult.Unchanged, _world.Answer(A2aOperation.GetTask, "\"down\"", isRpc: true, isFailure: true).Result);
    }

    [Fact]
    public void List_OfEverybodysTasks_ShowsTheCallersOwn()
    {
        var (own, other) = (_world.Alice.NewContext(), _world.Bob.NewContext());
        var chosen = _world.Alice.OpenContext("my chat")!;
        var json = $$"""
            {"totalSize":5,"tasks":[{"id":"a","contextId":"{{other}}"},{"id":"b","contextId":"{{own}}"},{"id":"c","contextId":"c1"},
            {"id":"d","contextId":"{{chosen}}","history":[{"contextId":"{{other}}"}]},{"id":"e"}],"nextPageToken":"n","pageSize":50}
            """;

        var list = JsonDocument.Parse(_world.Answer(A2aOperation.ListTasks, json).Text).RootElement;

        Assert.Equal(
            [(_world.Alice.SealTask("b"), own), (_world.Alice.SealTask("d"), "my chat")],
            list.GetProperty("tasks").EnumerateArray().Select(task =>
                ((string?)task.GetProperty("id").GetString(), task.GetProperty("contextId").GetString())));
        Assert.Equal((2, "n"), (list.GetProperty("totalSize").GetInt32(), list.GetProperty("nextPageToken").GetString()));
    }

    [Fact]
    public void List_OfOneContext_ShowsItsTasksAlone()
    {
        var json = """{"tasks":[{"id":"a","contextId":"c1"},{"id":"b","contextId":"c2"}],"totalSize":2}""";

        var list = JsonDocument.Parse(_world.Answer(A2aOperation.ListTasks, json, context: "c1").Text).RootElement;

        Assert.Equal(
            [_world.Alice.SealTask("a")],
            list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()));
        Assert.Equal(1, list.GetProperty("totalSize").GetInt32());
    }

    /// <summary>What has another form than the protocol's cannot be looked through for what is others'.</summary>
    [Theory]
    [InlineData("""[{"id":"a","contextId":"c1"}]""", false)]
    [InlineData("""{"tasks":{"id":"a","contextId":"c1"}}""", false)]
    [InlineData("""{"tasks":{"a":{"id":"a","contextId":"c1"}}}""", false)]
    [InlineData("""{"tasks":"[{}]"}""", false)]
    [InlineData("\"text\"", false)]
    [InlineData("""{"id":1,"result":[{"id":"a","contextId":"c1"}]}""", true)]
    [InlineData("""[{"id":1,"result":{"tasks":[]}}]""", true)]
    [InlineData("""[{"contextId":"c1","status":{}}]""", true)]
    [InlineData("""{"id":1,"result":{"tasks":{"0":{"id":"a"}}}}""", true)]
    public void List_OfAnotherForm_IsRefused(string answered, bool isRpc) =>
        Assert.Equal(FilterResult.Refused, _world.Answer(A2aOperation.ListTasks, answered, isRpc).Result);

    [Theory]
    [InlineData("""{"tasks":null}""", false)]
    [InlineData("{}", false)]
    [InlineData("""{"id":1,"result":null,"error":{"code":-32001}}""", true)]
    public void List_OfNothing_Passes(string answered, bool isRpc) =>
        Assert.Equal(FilterResult.Unchanged, _world.Answer(A2aOperation.ListTasks, answered, isRpc).Result);

    /// <summary>Any mixture of own and others' tasks leaves valid JSON with the own ones, in their order.</summary>
    [Fact]
    public void List_AnyMixture_KeepsExactlyTheOwn() =>
        Prop.ForAll<bool[]>(owned =>
        {
            var tasks = (owned ?? []).Select((isOwn, index) =>
                new { id = $"t{index}", contextId = (isOwn ? _world.Alice : _world.Bob).NewContext() });
            var text = _world.Answer(A2aOperation.ListTasks, JsonSerializer.Serialize(new { tasks, totalSize = 99 })).Text;
            var kept = JsonDocument.Parse(text).RootElement.GetProperty("tasks").EnumerateArray()
                .Select(task => _world.Alice.OpenTask(task.GetProperty("id").GetString()!));
            return kept.SequenceEqual((owned ?? []).Select((isOwn, index) => isOwn ? $"t{index}" : null).Where(id => id is not null));
        }).QuickCheckThrowOnFailure();

    /// <summary>
    /// Whatever an agent sends in whatever order: the answer goes on without the agent's id in an id's place, or not at all.
    /// </summary>
    [Fact]
    public void Answer_AnyPieces_HasNoIdOfTheAgentsInAnIdsPlace()
    {
        var piece = Gen.Elements(
            "{", "}", "[", "]", ",", ":", "\"id\"", "\"taskId\"", "\"task\"", "\"status\"", "\"message\"", "\"history\"", "\"t1\"", "1",
            "null", "\"ta\\u0073kId\"", "{\"id\":\"t1\"}", "\"task\":{\"id\":\"t1\"}", "\"taskId\":\"t1\"", "\u0001");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var (result, text) = _world.Answer(A2aOperation.SendMessage, string.Concat(pieces));
            return result == FilterResult.Refused || !IsJson(text) || !HoldsRawId(JsonElement.Parse(text), "");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ExtendedCard_InAnyBinding_IsTheGateways()
    {
        const string Card =
            """{"name":"a","supportedInterfaces":[{"url":"https://a.test/","protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""";

        Assert.Contains(
            "https://gw.test/travel", _world.Answer(A2aOperation.GetExtendedCard, Card).Text, StringComparison.Ordinal);
        var rpc = _world.Answer(A2aOperation.GetExtendedCard, $$"""{"jsonrpc":"2.0","id":1,"result":{{Card}}}""", isRpc: true).Text;
        Assert.DoesNotContain("a.test", rpc, StringComparison.Ordinal);
        Assert.Equal(FilterResult.Refused, _world.Answer(A2aOperation.GetExtendedCard, "[]").Result);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>In the places that the protocol gives to a task's id, as far down as the pieces of the test reach them.</summary>
    private static bool HoldsRawId(JsonElement json, string within) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().Any(item => HoldsRawId(item, within)),
        JsonValueKind.Object => json.EnumerateObject().Any(member =>
            (member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("t1")
                && (member.Name == "taskId" ? within is "" or "message" or "history"
                    : member.Name == "id" && within is "" or "task"))
            || (within.Length == 0 && member.Name is "task" or "message" or "history" && HoldsRawId(member.Value, member.Name))),
        _ => false,
    };

    private string Fill(string json) => json
        .Replace("\"T\"", $"\"{_world.Alice.SealTask("t1")}\"", StringComparison.Ordinal)
        .Replace("tasks/T/", $"tasks/{_world.Alice.SealTask("t1")}/", StringComparison.Ordinal)
        .Replace("\"C\"", $"\"{_world.Alice.SealContext("c1")}\"", StringComparison.Ordinal);
}
