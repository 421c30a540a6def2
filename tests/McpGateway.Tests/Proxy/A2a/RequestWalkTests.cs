using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Tests.Proxy.A2a;

/// <summary>What a client sends, as the agent gets it.</summary>
public sealed class RequestWalkTests : IDisposable
{
    private readonly A2aWorld _world = new();

    public void Dispose() => _world.Dispose();

    /// <summary>T and C stand for sealed ids of the task t1 and the context c1.</summary>
    [Theory]
    [InlineData(A2aOperation.GetTask, true, """{"id":"T","historyLength":3}""", """{"id":"t1","historyLength":3}""")]
    [InlineData(A2aOperation.CancelTask, false, """{"id":"T","metadata":{"id":"x"}}""", """{"id":"t1","metadata":{"id":"x"}}""")]
    [InlineData(A2aOperation.GetPushConfig, true, """{"taskId":"T","id":"cfg"}""", """{"taskId":"t1","id":"cfg"}""")]
    [InlineData(A2aOperation.GetPushConfig, true, """{"task_id":"T","id":"cfg"}""", """{"task_id":"t1","id":"cfg"}""")]
    [InlineData(A2aOperation.GetPushConfig, false, """{"id":"T","pushNotificationConfigId":"cfg"}""",
        """{"id":"t1","pushNotificationConfigId":"cfg"}""")]
    [InlineData(A2aOperation.ListTasks, true, """{"contextId":"C","pageToken":"p"}""", """{"contextId":"c1","pageToken":"p"}""")]
    [InlineData(A2aOperation.CreatePushConfig, false,
        """{"taskId":"T","pushNotificationConfig":{"url":"https://me.test/h","taskId":"x"}}""",
        """{"taskId":"t1","pushNotificationConfig":{"url":"https://me.test/h","taskId":"x"}}""")]
    [InlineData(A2aOperation.CreatePushConfig, false, """{"name":"tasks/T/pushNotificationConfigs/9"}""",
        """{"name":"tasks/t1/pushNotificationConfigs/9"}""")]
    [InlineData(A2aOperation.SendMessage, true,
        """{"message":{"taskId":"T","contextId":"C","referenceTaskIds":["T"],"parts":[{"data":{"taskId":"x"}}],"n":{"taskId":"y"}}}""",
        """{"message":{"taskId":"t1","contextId":"c1","referenceTaskIds":["t1"],"parts":[{"data":{"taskId":"x"}}],"n":{"taskId":"y"}}}""")]
    [InlineData(A2aOperation.SendMessage, false, """{"request":{"task_id":"T","context_id":"C","reference_task_ids":["T"]}}""",
        """{"request":{"task_id":"t1","context_id":"c1","reference_task_ids":["t1"]}}""")]
    [InlineData(A2aOperation.GetTask, true, """{"id":null}""", """{"id":null}""")]
    public void Ids_WhereTheProtocolHasThem_AreOpened(A2aOperation operation, bool isVersion1, string sent, string expected)
    {
        var (walk, text) = _world.Ask(operation, Fill(sent), isVersion1);

        Assert.Equal((expected, null, null), (text, walk.Problem, walk.NotFound));
    }

    [Theory]
    [InlineData(A2aOperation.GetTask, """{"id":"t1"}""", "Task")]
    [InlineData(A2aOperation.GetTask, """{"id":"BOBS"}""", "Task")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"taskId":"BOBS"}}""", "Task")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"task_id":"t1"}}""", "Task")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"referenceTaskIds":["T","t1"]}}""", "Task")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"contextId":"BOBSC"}}""", "Context")]
    [InlineData(A2aOperation.ListTasks, """{"contextId":"BOBSC"}""", "Context")]
    [InlineData(A2aOperation.CreatePushConfig, """{"parent":"tasks/t1"}""", "Task")]
    public void Ids_NotTheCallersOwn_AreNotFound(A2aOperation operation, string sent, string expected) =>
        Assert.Equal(expected, _world.Ask(operation, Fill(sent)).Walk.NotFound);

    [Theory]
    [InlineData(A2aOperation.GetTask, """{"id":"T","id":"T"}""")]
    [InlineData(A2aOperation.GetPushConfig, """{"taskId":"T","task_id":"T"}""")]
    [InlineData(A2aOperation.GetPushConfig, """{"taskId":"T","TaskId":"t1"}""")]
    [InlineData(A2aOperation.GetPushConfig, """{"ta\u0073kId":"T","taskId":"t1"}""")]
    [InlineData(A2aOperation.GetTask, """{"id":7}""")]
    [InlineData(A2aOperation.GetTask, """{"id":{"a":1}}""")]
    [InlineData(A2aOperation.GetTask, """{"id":"\ud800"}""")]
    [InlineData(A2aOperation.GetTask, """{"id":"T","tenant":"other"}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"referenceTaskIds":"T"}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"metadata":{"skillId":"a","skill":"b"}}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"metadata":{"skillId":"a"}},"metadata":{"skillId":"b"}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"metadata":{"skillId":"a","SkillId":"b"}}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"metadata":{"skillId":["a"]}}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{},"Message":{}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{},"request":{}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":[{},{}]}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":[{}]}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":"text"}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"parts":[{"text":"hi","text":"ho"}]}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"parts":[{"text":"hi","te\u0078t":"ho"}]}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"parts":[{"data":{"a":[[{"b":1,"c":{},"b":2}]]}}]}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"parts":[{"data":{"\ud800":1}}]}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{},"metadata":{"other":{"a":1,"a":1}}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{},"other":[{"a":1,"a":1}]}""")]
    [InlineData(A2aOperation.GetTask, """{"id":"T","other":{"a":1,"a":1}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{"metadata":[{"skillId":"a"}]}}""")]
    [InlineData(A2aOperation.SendMessage, """{"message":{},"configuration":[{"pushNotificationConfig":{}}]}""")]
    [InlineData(A2aOperation.SendMessage,
        """{"message":{},"configuration":{"pushNotificationConfig":{"url":"http://169.254.169.254/"}}}""")]
    [InlineData(A2aOperation.CreatePushConfig, """{"taskId":"T","url":"javascript:alert(1)"}""")]
    [InlineData(A2aOperation.CreatePushConfig, """{"taskId":"T","url":"https://user@me.test/"}""")]
    [InlineData(A2aOperation.CreatePushConfig, """{"taskId":"T","url":"/relative"}""")]
    public void Text_ThatCouldBeReadInTwoWaysOrMeansHarm_IsRefused(A2aOperation operation, string sent) =>
        Assert.NotNull(_world.Ask(operation, Fill(sent)).Walk.Problem);

    /// <summary>Many names, and the same name in many objects, are no duplicates; one among many is found.</summary>
    [Theory]
    [InlineData(3000, false)]
    [InlineData(3000, true)]
    public void Parts_WithManyMembers_AreReadInOneWayOrRefused(int count, bool hasDuplicate)
    {
        var names = Enumerable.Range(0, count).Select(static number => $"\"n{number}\":{{\"n\":1}}");
        var data = string.Join(',', hasDuplicate ? names.Append("\"n7\":1") : names);

        var (walk, _) = _world.Ask(A2aOperation.SendMessage, $$$$"""{"message":{"parts":[{"data":{{{{{data}}}}}}]}}""");

        Assert.Equal(hasDuplicate, walk.Problem is not null);
    }

    /// <summary>The gateway adds a context to a message: to two of them, or to the same place twice, it must not come.</summary>
    [Theory]
    [InlineData("""{"message":{"metadata":{"skillId":"a"},"contextId":""},"request":{"contextId":""}}""")]
    [InlineData("""{"request":{"contextId":null},"message":{}}""")]
    [InlineData("""{"message":[{"contextId":""},{},{}]}""")]
    public void Messages_MoreThanOne_AreRefused(string sent)
    {
        _world.Policy = _world.Policy with { IssuesContexts = true };

        Assert.NotNull(_world.Ask(A2aOperation.SendMessage, sent).Walk.Problem);
    }

    [Theory]
    [InlineData("""{"message":{"metadata":{"skillId":"book"}}}""", "book")]
    [InlineData("""{"message":{"metadata":{"skill_id":"book"}}}""", "book")]
    [InlineData("""{"message":{"metadata":{"skill":"book","other":1}}}""", "book")]
    [InlineData("""{"metadata":{"skillId":"book"},"message":{}}""", "book")]
    [InlineData("""{"metadata":{"skillId":"book"},"message":{"metadata":{"skillId":"book"}}}""", "book")]
    [InlineData("""{"message":{"metadata":{"skillId":""}}}""", null)]
    [InlineData("""{"message":{"metadata":{"skillId":null}}}""", null)]
    [InlineData("""{"message":{"metadata":null}}""", null)]
    [InlineData("""{"message":{"parts":[{"metadata":{"skillId":"book"}}]}}""", null)]
    public void Skill_InTheMetadata_IsKnown(string sent, string? expected)
    {
        var (walk, _) = _world.Ask(A2aOperation.SendMessage, sent);

        Assert.Equal((expected, null), (walk.Skill, walk.Problem));
    }

    [Theory]
    [InlineData("""{"message":{},"configuration":{"pushNotificationConfig":{"url":"https://me.test/"}}}""", true)]
    [InlineData("""{"message":{},"configuration":{"task_push_notification_config":{}}}""", true)]
    [InlineData("""{"message":{},"configuration":{"pushNotification":{"url":"https://me.test/"}}}""", true)]
    [InlineData("""{"message":{},"configuration":{"pushNotificationConfig":null,"blocking":true}}""", false)]
    [InlineData("""{"message":{}}""", false)]
    public void Push_WithAMessage_IsNoticed(string sent, bool expected) =>
        Assert.Equal(expected, _world.Ask(A2aOperation.SendMessage, sent).Walk.AsksForPush);

    [Theory]
    [InlineData("""{"message":{"role":"user"}}""", true)]
    [InlineData("""{"message":{}}""", true)]
    [InlineData("""{"message":{"contextId":""}}""", true)]
    [InlineData("""{"message":{"contextId":null,"role":"user"}}""", true)]
    [InlineData("""{"message":{"referenceTaskIds":["T"]}}""", true)]
    [InlineData("""{"message":{"contextId":"C"}}""", false)]
    [InlineData("""{"message":{"taskId":"T"}}""", false)]
    public void Context_OfANewConversation_IsIssued(string sent, bool expected)
    {
        _world.Policy = _world.Policy with { IssuesContexts = true };

        var (walk, text) = _world.Ask(A2aOperation.SendMessage, Fill(sent));
        var message = JsonDocument.Parse(text).RootElement.GetProperty("message");

        Assert.Null(walk.Problem);
        Assert.Equal(expected, message.TryGetProperty("contextId", out var context) && _world.Alice.Owns(context.GetString()!));
    }

    [Theory]
    [InlineData(A2aOperation.GetTask, """{"params":{"id":"T"}}""", """{"params":{"tenant":"t","id":"t1"}}""")]
    [InlineData(A2aOperation.GetTask, """{"params":{"id":"T","tenant":"t"}}""", """{"params":{"id":"t1","tenant":"t"}}""")]
    [InlineData(A2aOperation.GetTask, """{"params":{"id":"T","tenant":""}}""", """{"params":{"id":"t1","tenant":"t"}}""")]
    [InlineData(A2aOperation.GetTask, """{"params":{"id":"T","tenant":null}}""", """{"params":{"id":"t1","tenant":"t"}}""")]
    [InlineData(A2aOperation.GetExtendedCard, """{"jsonrpc":"2.0"}""", """{"params":{"tenant":"t"},"jsonrpc":"2.0"}""")]
    [InlineData(A2aOperation.GetExtendedCard, """{"params":{}}""", """{"params":{"tenant":"t"}}""")]
    public void Tenant_OfTheAgentsAddress_IsStated(A2aOperation operation, string sent, string expected)
    {
        _world.Policy = _world.Policy with { Tenant = "t" };

        var (walk, text) = _world.Ask(operation, Fill(sent), isRpc: true);

        Assert.Equal((expected, null), (text, walk.Problem));
    }

    /// <summary>Whatever stands in a task's place: it is opened, or the message does not go on.</summary>
    [Fact]
    public void Id_AnyText_IsOpenedOrRefused() =>
        Prop.ForAll<string>(text =>
        {
            var json = JsonSerializer.Serialize(new { id = text });
            var (walk, result) = _world.Ask(A2aOperation.GetTask, json);
            return string.IsNullOrEmpty(text) ? result == json : walk.NotFound is not null || walk.Problem is not null;
        }).QuickCheckThrowOnFailure();

    private string Fill(string json) => json
        .Replace("BOBSC", _world.Bob.SealContext("c1")!, StringComparison.Ordinal)
        .Replace("BOBS", _world.Bob.SealTask("t1")!, StringComparison.Ordinal)
        .Replace("\"T\"", $"\"{_world.Alice.SealTask("t1")}\"", StringComparison.Ordinal)
        .Replace("tasks/T/", $"tasks/{_world.Alice.SealTask("t1")}/", StringComparison.Ordinal)
        .Replace("\"C\"", $"\"{_world.Alice.SealContext("c1")}\"", StringComparison.Ordinal);
}
