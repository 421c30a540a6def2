using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Tests.Proxy.A2a;

public sealed class RestPathTests
{
    [Theory]
    [InlineData("/message:send", "POST SendMessage", null, "/message:send")]
    [InlineData("/v1/message:stream", "POST SendStreamingMessage", null, "/v1/message:stream")]
    [InlineData("/tasks", "GET ListTasks", null, "/tasks")]
    [InlineData("/tasks/a", "GET GetTask", "a", "/tasks/t%2F1")]
    [InlineData("/v1/tasks/a:cancel", "POST CancelTask", "a", "/v1/tasks/t%2F1:cancel")]
    [InlineData("/tasks/a:subscribe", "GET SubscribeToTask, POST SubscribeToTask", "a", "/tasks/t%2F1:subscribe")]
    [InlineData("/tasks/a/pushNotificationConfigs", "GET ListPushConfigs, POST CreatePushConfig", "a",
        "/tasks/t%2F1/pushNotificationConfigs")]
    [InlineData("/tasks/a/pushNotificationConfigs/c d", "GET GetPushConfig, DELETE DeletePushConfig", "a",
        "/tasks/t%2F1/pushNotificationConfigs/c%20d")]
    [InlineData("/extendedAgentCard", "GET GetExtendedCard", null, "/extendedAgentCard")]
    [InlineData("/v1/card", "GET GetExtendedCard", null, "/v1/card")]
    public void Parse_PathOfTheBinding_IsUnderstoodAndWrittenForTheAgent(string path, string operations, string? task, string forAgent)
    {
        var parsed = RestPath.Parse(path)!;

        Assert.Equal(operations, string.Join(", ", parsed.Operations.Select(item => $"{item.HttpMethod} {item.Operation}")));
        Assert.Equal((task, !path.StartsWith("/v1", StringComparison.Ordinal)), (parsed.TaskId, parsed.IsVersion1));
        Assert.Equal(forAgent, parsed.ForAgent(task is null ? null : "t/1", parsed.Operations[0].Operation, null));
        Assert.Equal("/te%20n" + forAgent, parsed.ForAgent(task is null ? null : "t/1", parsed.Operations[0].Operation, "te n"));
    }

    [Theory]
    [InlineData("/mcp")]
    [InlineData("/v1")]
    [InlineData("/v2/message:send")]
    [InlineData("/tenant/message:send")]
    [InlineData("/message:send/")]
    [InlineData("/Message:send")]
    [InlineData("/tasks/")]
    [InlineData("/tasks/a/other")]
    [InlineData("/tasks/a:cancel/pushNotificationConfigs/b/c")]
    [InlineData("/v1/extendedAgentCard")]
    [InlineData("/card")]
    [InlineData("/v1/v1/tasks")]
    public void Parse_AnyOtherPath_IsNone(string path) => Assert.Null(RestPath.Parse(path));

    [Theory]
    [InlineData("", null, "")]
    [InlineData("?pageSize=5&A2A-Version=1.0", null, "?pageSize=5&A2A-Version=1.0")]
    [InlineData("?contextId=a%20b&pageSize=5", "a b", "?contextId=RAW%2F1&pageSize=5")]
    [InlineData("?context_id=x", "x", "?contextId=RAW%2F1")]
    [InlineData("?contextId=", null, "")]
    public void Query_OfAList_NamesTheContextOnce(string query, string? context, string forAgent)
    {
        Assert.True(RestQuery.TryRead(query, out var read, out _));
        Assert.Equal(context, read);
        Assert.Equal(forAgent, RestQuery.ForAgent(query, read is null ? null : "RAW/1"));
    }

    [Theory]
    [InlineData("?tenant=x")]
    [InlineData("?id=x")]
    [InlineData("?taskId=x")]
    [InlineData("?task_id=x")]
    [InlineData("?Task%49d=x")]
    [InlineData("?name=tasks/x")]
    [InlineData("?contextId=a&contextId=b")]
    [InlineData("?contextId=a&context_id=b")]
    [InlineData("?ContextId=a")]
    public void Query_ThatStatesWhatThePathSaysOrSaysItTwice_IsRefused(string query)
    {
        Assert.False(RestQuery.TryRead(query, out _, out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void Names_EveryOperation_HasOneOfEachVersion()
    {
        Assert.Equal(Enum.GetValues<A2aOperation>().Length, A2aMethods.Names.Count());
        Assert.All(A2aMethods.Names, names =>
        {
            Assert.True(A2aMethods.TryFind(names.Name, out var operation, out var isVersion1) && isVersion1);
            Assert.True(A2aMethods.TryFind(names.Former, out var former, out isVersion1) && !isVersion1);
            Assert.Equal((operation, names.Name), (former, A2aMethods.NameOf(operation)));
        });
    }
}
