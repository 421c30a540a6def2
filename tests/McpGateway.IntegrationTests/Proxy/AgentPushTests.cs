using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using static McpGateway.IntegrationTests.Proxy.AgentCallTests;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>
/// Push notification configurations through the gateway, made, read, listed and deleted, in both versions and bindings. The agent tells no
/// callers apart: what keeps them from each other's configurations are the sealed ids of their tasks.
/// </summary>
public sealed class AgentPushTests
{
    private const string Hook = "https://me.test/hook";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Names of the methods, of the member with the task and of the one with the configuration.</summary>
    [Theory]
    [InlineData(
        "CreateTaskPushNotificationConfig", "GetTaskPushNotificationConfig", "ListTaskPushNotificationConfigs",
        "DeleteTaskPushNotificationConfig", "taskId", "id")]
    [InlineData(
        "tasks/pushNotificationConfig/set", "tasks/pushNotificationConfig/get", "tasks/pushNotificationConfig/list",
        "tasks/pushNotificationConfig/delete", "id", "pushNotificationConfigId")]
    public async Task JsonRpc_CreateGetListDelete_AreOfTheCallersOwnTask(
        string create, string get, string list, string delete, string task, string config)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        using var bob = rig.NewClient("bob");
        var (mine, bobs) = (await BeginAsync(rig.Client), await BeginAsync(bob));
        string Key(string owner, string name) => $$"""{"{{task}}":"{{owner}}","{{config}}":"{{name}}"}""";
        var stated = create[0] == 'C' ? $$"""{"taskId":"{{mine}}","id":"a","url":"{{Hook}}"}"""
            : $$$"""{"taskId":"{{{mine}}}","pushNotificationConfig":{"id":"a","url":"{{{Hook}}}"}}""";

        var made = await CallAsync(rig.Client, create, stated);
        var found = await CallAsync(rig.Client, get, Key(mine, "a"));
        var listed = await CallAsync(rig.Client, list, $$"""{"{{task}}":"{{mine}}"}""");
        Assert.Contains("\"taskId\":\"t1\"", agent.Seen.ElementAt(2).Body, StringComparison.Ordinal);
        var asked = agent.Seen.Count;

        // Another caller's, by the task's id as its owner has it, and as the agent has it; then under the other's own task.
        foreach (var method in (string[])[get, delete])
        {
            Assert.Equal((HttpStatusCode.NotFound, -32001), await RefusalAsync(bob, method, Key(mine, "a")));
            Assert.Equal((HttpStatusCode.NotFound, -32001), await RefusalAsync(bob, method, Key("t1", "a")));
        }

        Assert.Equal(asked, agent.Seen.Count);
        Assert.Equal((HttpStatusCode.OK, -32001), await RefusalAsync(bob, get, Key(bobs, "a")));
        var none = (await CallAsync(bob, list, $$"""{"{{task}}":"{{bobs}}"}""")).GetProperty("result");
        Assert.Empty((none.ValueKind == JsonValueKind.Array ? none : none.GetProperty("configs")).EnumerateArray());

        var deleted = await CallAsync(rig.Client, delete, Key(mine, "a"));
        Assert.Equal((HttpStatusCode.OK, -32001), await RefusalAsync(rig.Client, get, Key(mine, "a")));

        var all = listed.GetProperty("result");
        var only = Assert.Single((all.ValueKind == JsonValueKind.Array ? all : all.GetProperty("configs")).EnumerateArray());
        foreach (var shown in (JsonElement[])[made.GetProperty("result"), found.GetProperty("result"), only])
        {
            Assert.Equal(mine, shown.GetProperty("taskId").GetString());
            var inner = shown.TryGetProperty("pushNotificationConfig", out var former) ? former : shown;
            Assert.Equal(("a", Hook), (inner.GetProperty("id").GetString(), inner.GetProperty("url").GetString()));
        }

        Assert.False(deleted.TryGetProperty("error", out var _));
        var records = await rig.RecordsAsync(13);
        Assert.Equal(4, records.Count(static record => record.Outcome == CallOutcome.NotFound));
        Assert.Contains(records, static record => record.Method == "CreateTaskPushNotificationConfig");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task HttpJson_CreateGetListDelete_AreOfTheCallersOwnTask(string version)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(route: (address, route) => route with
        {
            Endpoints = [.. route.Endpoints, route.Endpoints[1] with { IsVersion1 = false }],
        });
        await using var _ = rig;
        using var bob = rig.NewClient("bob");
        var (mine, bobs) = (await BeginAsync(rig.Client), await BeginAsync(bob));
        string At(string task, string config = "") => $"/travel{version}/tasks/{task}/pushNotificationConfigs{config}";
        var stated = version.Length == 0 ? $$"""{"id":"a","url":"{{Hook}}"}"""
            : $$$$"""{"parent":"tasks/{{{{mine}}}}","config":{"pushNotificationConfig":{"id":"a","url":"{{{{Hook}}}}"}}}""";

        var made = await AskAsync(rig.Client, "POST", At(mine), stated);
        var found = await AskAsync(rig.Client, "GET", At(mine, "/a"));
        var listed = await AskAsync(rig.Client, "GET", At(mine));
        Assert.DoesNotContain(mine, agent.Seen.ElementAt(2).Body, StringComparison.Ordinal);
        var asked = agent.Seen.Count;
        foreach (var method in (string[])["GET", "DELETE"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(bob, method, At(mine, "/a"))).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(bob, method, At("t1", "/a"))).Status);
        }

        Assert.Equal(asked, agent.Seen.Count);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(bob, "GET", At(bobs, "/a"))).Status);
        Assert.Empty((await AskAsync(bob, "GET", At(bobs))).Body.GetProperty("configs").EnumerateArray());
        var deleted = await AskAsync(rig.Client, "DELETE", At(mine, "/a"));

        Assert.Equal(HttpStatusCode.OK, deleted.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(rig.Client, "GET", At(mine, "/a"))).Status);
        var only = Assert.Single(listed.Body.GetProperty("configs").EnumerateArray());
        foreach (var shown in (JsonElement[])[made.Body, found.Body, only])
        {
            Assert.Equal(
                version.Length == 0 ? mine : $"tasks/{mine}/pushNotificationConfigs/a",
                shown.GetProperty(version.Length == 0 ? "taskId" : "name").GetString());
            Assert.Contains(Hook, shown.GetRawText(), StringComparison.Ordinal);
        }
    }

    private static async Task<string> BeginAsync(HttpClient client)
    {
        var begun = await CallAsync(client, "SendMessage", """{"message":{}}""");
        return begun.GetProperty("result").GetProperty("task").GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> CallAsync(HttpClient client, string method, string parameters)
    {
        using var response = await ProxyRig.PostAsync(client, "/travel", Rpc(method, parameters));
        var json = await JsonAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK && json.TryGetProperty("result", out var _), $"{method}: {json}");
        return json;
    }

    private static async Task<(HttpStatusCode Status, int Code)> RefusalAsync(HttpClient client, string method, string parameters)
    {
        using var response = await ProxyRig.PostAsync(client, "/travel", Rpc(method, parameters));
        return (response.StatusCode, CodeOf(await JsonAsync(response)));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        HttpClient client, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : JsonContent.Create(JsonElement.Parse(body));
        using var response = await client.SendAsync(request, Token);
        return (response.StatusCode, await JsonAsync(response));
    }
}
