using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using static McpGateway.IntegrationTests.Proxy.AgentCallTests;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Callers who want what is others', and agents that answer what no client should get.</summary>
public sealed class AgentAttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GetTask", """{"id":"ID"}""")]
    [InlineData("CancelTask", """{"id":"ID"}""")]
    [InlineData("SubscribeToTask", """{"id":"ID"}""")]
    [InlineData("tasks/resubscribe", """{"id":"ID"}""")]
    [InlineData("SendMessage", """{"message":{"taskId":"ID"}}""")]
    [InlineData("SendMessage", """{"message":{"task_id":"ID"}}""")]
    [InlineData("SendMessage", """{"message":{"referenceTaskIds":["ID"]}}""")]
    [InlineData("SendMessage", """{"message":{"contextId":"CTX"}}""")]
    [InlineData("ListTasks", """{"contextId":"CTX"}""")]
    [InlineData("GetTaskPushNotificationConfig", """{"taskId":"ID","id":"x"}""")]
    [InlineData("tasks/pushNotificationConfig/delete", """{"id":"ID","pushNotificationConfigId":"x"}""")]
    [InlineData("GetTask", """{"id":"t1"}""")]
    public async Task JsonRpc_AnotherCallersIdOrTheAgentsOwn_IsNotFound(string method, string parameters)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        var task = await StartAsync(rig);
        using var bob = rig.NewClient("bob");

        using var response = await ProxyRig.PostAsync(bob, "/travel", Rpc(method, parameters
            .Replace("ID", task.Id, StringComparison.Ordinal).Replace("CTX", task.Context, StringComparison.Ordinal)));

        Assert.Equal((HttpStatusCode.NotFound, -32001), (response.StatusCode, CodeOf(await JsonAsync(response))));
        Assert.Single(agent.Seen);
    }

    [Theory]
    [InlineData("GET", "/travel/tasks/ID")]
    [InlineData("GET", "/travel/v1/tasks/ID")]
    [InlineData("POST", "/travel/tasks/ID:cancel")]
    [InlineData("GET", "/travel/tasks/ID:subscribe")]
    [InlineData("GET", "/travel/tasks/ID/pushNotificationConfigs")]
    [InlineData("DELETE", "/travel/tasks/ID/pushNotificationConfigs/x")]
    [InlineData("GET", "/travel/tasks?contextId=CTX")]
    [InlineData("GET", "/travel/tasks/t1")]
    public async Task HttpJson_AnotherCallersIdOrTheAgentsOwn_IsNotFound(string method, string path)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        var task = await StartAsync(rig);
        using var bob = rig.NewClient("bob");
        using var request = new HttpRequestMessage(new HttpMethod(method), path
            .Replace("ID", task.Id, StringComparison.Ordinal).Replace("CTX", task.Context, StringComparison.Ordinal));

        using var response = await bob.SendAsync(request, Token);

        var error = (await JsonAsync(response)).GetProperty("error");
        Assert.Equal((HttpStatusCode.NotFound, 404), (response.StatusCode, error.GetProperty("code").GetInt32()));
        Assert.Equal("TASK_NOT_FOUND", error.GetProperty("details")[0].GetProperty("reason").GetString());
        Assert.Single(agent.Seen);
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"x"}}]""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask","method":"SendMessage","params":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{},"message":{}}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"taskId":"a","taskId":"b"}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"taskId":"","task_id":"t1"}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"TaskId":"t1"}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{},"request":{"contextId":""}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":[{"contextId":""},{}]}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"parts":[{"text":"a","text":"b"}]}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"parts":[{"data":{"a":1,"a":2}}]}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","method":"SendMessage","params":{"message":{}}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"sendmessage","params":{"message":{}}}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"tenant":"other","message":{}}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":""", -32700)]
    [InlineData("", -32700)]
    public async Task JsonRpc_BatchDuplicateKeysAndTheLike_AreRefused(string body, int code)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        using var response = await rig.PostAsync("/travel", body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, CodeOf(await JsonAsync(response))));
        Assert.Empty(agent.Seen);
    }

    [Theory]
    [InlineData("/travel/message:send", """[{"message":{}}]""")]
    [InlineData("/travel/message:send", """{"message":{},"message":{}}""")]
    [InlineData("/travel/message:send", """{"message":{"contextId":"a","context_id":"b"}}""")]
    [InlineData("/travel/message:send", """{"message":{"parts":[{"text":"hi","text":"ho"}]}}""")]
    [InlineData("/travel/message:send", """{"message":{"contextId":""},"request":{"contextId":""}}""")]
    [InlineData("/travel/v1/message:send", """{"request":[{"contextId":""},{"contextId":""}]}""")]
    [InlineData("/travel/message:send", "")]
    [InlineData("/travel/message:send", "{")]
    [InlineData("/travel/message:send?tenant=other", """{"message":{}}""")]
    public async Task HttpJson_ListsDuplicateKeysAndTheLike_AreRefused(string path, string body)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        using var response = await rig.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(agent.Seen);
    }

    [Theory]
    [InlineData(PushNotificationPolicy.ByRule, "alice", "https://me.test/hook", HttpStatusCode.OK)]
    [InlineData(PushNotificationPolicy.ByRule, "alice", "http://169.254.169.254/latest", HttpStatusCode.BadRequest)]
    [InlineData(PushNotificationPolicy.ByRule, "kim", "https://me.test/hook", HttpStatusCode.Forbidden)]
    [InlineData(PushNotificationPolicy.Refused, "alice", "https://me.test/hook", HttpStatusCode.BadRequest)]
    public async Task Push_WithAMessage_NeedsARuleASettingAndAnAddress(
        PushNotificationPolicy policy, string user, string url, HttpStatusCode expected)
    {
        var (rig, _) = await ScriptedAgent.StartAsync(
            known => known.Access.Add("kim", new Rights { Methods = ["SendMessage"] }),
            rig: new ProxyRig { Configure = options => options.PushNotifications = policy });
        await using var disposing = rig;
        using var client = rig.NewClient(user);

        using var response = await ProxyRig.PostAsync(client, "/travel", Rpc(
            "SendMessage", $$$$"""{"message":{},"configuration":{"taskPushNotificationConfig":{"url":"{{{{url}}}}"}}}"""));

        Assert.Equal(expected, response.StatusCode);
    }

    /// <summary>Any text is a credential of one's own: it must not open the list.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer anything")]
    public async Task List_WithACredentialForTheAgent_HasNobodyElsesTasks(string? own)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        await StartAsync(rig);
        using var bob = rig.NewClient("bob");

        using var response = await ProxyRig.PostAsync(bob, "/travel", Rpc("ListTasks", "{}"), headers =>
        {
            if (own is not null)
            {
                headers.Add("Authorization", own);
            }
        });

        var list = (await JsonAsync(response)).GetProperty("result");
        Assert.Equal((0, 0), (list.GetProperty("tasks").GetArrayLength(), list.GetProperty("totalSize").GetInt32()));
        Assert.Equal(own ?? "", agent.Seen.Last().Headers.Authorization.ToString());
    }

    [Theory]
    [InlineData("[TASK]")]
    [InlineData("""{"tasks":TASK}""")]
    public async Task List_InAFormThatCannotBeFiltered_IsWithheld(string list)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        agent.Instead = context => context.Response.WriteAsJsonAsync(
            JsonElement.Parse(list.Replace("TASK", """{"id":"t9","contextId":"c9"}""", StringComparison.Ordinal)), Token);

        using var response = await rig.Client.GetAsync("/travel/tasks", Token);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.DoesNotContain("\"t9\"", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_WithTextThatIsNone_IsABadGateway()
    {
        const string Card = """{"name":"Travel","url":"https://a.test/","description":"\ud800"}""";
        var (rig, agent) = await ScriptedAgent.StartAsync(route: (_, route) => route with { Card = JsonElement.Parse(Card) });
        await using var _ = rig;
        agent.Instead = context => context.Response.WriteAsync(Card, Token);

        using var shown = await rig.Client.GetAsync("/travel/.well-known/agent-card.json", Token);
        using var extended = await rig.Client.GetAsync("/travel/extendedAgentCard", Token);

        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.BadGateway), (shown.StatusCode, extended.StatusCode));
        Assert.Contains("Unicode", await shown.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_TooLarge_IsReplacedAndTheStreamGoesOn()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig { Configure = options => options.MaxFilteredBytes = 4096 });
        await using var _ = rig;
        agent.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(
                $$$$"""data: {"id":7,"result":{"task":{"id":"t1","x":"{{{{new string('x', 9000)}}}}"}}}""" + "\n\n", Token);
            await context.Response.WriteAsync("""data: {"id":7,"result":{"task":{"id":"t1"}}}""" + "\n\n", Token);
        };

        using var response = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));
        var events = (await response.Content.ReadAsStringAsync(Token)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, events.Length);
        Assert.Contains("50200", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("xxx", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("\"t1\"", events[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_ThatNeverEnds_EndsTheStream()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig: new ProxyRig { Configure = options => options.MaxFilteredBytes = 4096 });
        await using var _ = rig;
        agent.Instead = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: ", context.RequestAborted);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('x', 4096), context.RequestAborted);
            }
        };

        // The connection may be cut before its first bytes have gone.
        var failure = await Record.ExceptionAsync(async () =>
        {
            using var response = await rig.PostAsync("/travel", Rpc("SendStreamingMessage", """{"message":{}}"""));
            await response.Content.ReadAsStringAsync(Token);
        });

        Assert.True(failure is HttpRequestException or IOException, failure?.ToString());
    }

    /// <summary>Small events without an end are no harm while somebody reads them, and end with the reader.</summary>
    [Theory]
    [InlineData("/travel", "SendStreamingMessage")]
    [InlineData("/travel", "SubscribeToTask")]
    [InlineData("/travel/message:stream", null)]
    public async Task Stream_ThatNeverEnds_EndsWithItsReader(string path, string? method)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        var task = await StartAsync(rig);
        await rig.RecordAsync();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = 0;
        agent.Instead = async context =>
        {
            Interlocked.Increment(ref open);
            context.Response.ContentType = "text/event-stream";
            try
            {
                for (var count = 0; ; count++)
                {
                    var update = $$$$"""{"statusUpdate":{"taskId":"t1","contextId":"ct1","status":{"state":"step-{{{{count}}}}"}}}""";
                    var data = method is null ? update : $$"""{"jsonrpc":"2.0","id":7,"result":{{update}}}""";
                    await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                cancelled.TrySetResult();
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        };
        var parameters = method == "SubscribeToTask" ? $$"""{"id":"{{task.Id}}"}""" : """{"message":{}}""";

        using (var response = await rig.PostAsync(path, method is null ? parameters : Rpc(method, parameters)))
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token)))
        {
            for (var line = 0; line < 2000; line++)
            {
                Assert.NotNull(await reader.ReadLineAsync(Token));
            }

            Assert.Equal(1, Volatile.Read(ref open));
        }

        await cancelled.Task.WaitAsync(ProxyRig.Patience, Token);
        await Eventually.UntilAsync(() => Volatile.Read(ref open) == 0);
        var record = await rig.RecordAsync();
        Assert.Equal((CallOutcome.ClientGone, HttpStatusCode.OK, method ?? "SendStreamingMessage"),
            (record.Outcome, (HttpStatusCode)record.Status, record.Method));
        Assert.True(record.ResponseBytes > 20_000, $"{record.ResponseBytes}");
    }

    [Theory]
    [InlineData("application/json", """{"jsonrpc":"2.0","id":8,"result":{"task":{"id":"t1"}}}""")]
    [InlineData("application/json", """{"jsonrpc":"2.0","id":7,"result":{"task":{"id":"t1","id":"t2"}}}""")]
    [InlineData("application/json", "LARGE")]
    [InlineData("text/plain", "t1")]
    public async Task Answer_ThatCannotBeRead_IsWithheld(string contentType, string body)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(
            rig: new ProxyRig { Configure = options => options.MaxFilteredBytes = 64 * 1024 });
        await using var _ = rig;
        agent.Instead = context =>
        {
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync(
                body == "LARGE" ? $$$"""{"jsonrpc":"2.0","id":7,"result":{"x":"{{{new string('x', 100_000)}}}"}}""" : body, Token);
        };

        using var response = await rig.PostAsync("/travel", Rpc("SendMessage", """{"message":{}}"""));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("upstream_unreadable", Assert.Single(response.Headers.GetValues("X-Gateway-Error")));
    }

    [Fact]
    public async Task Body_OfAForm_IsRefused()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        using var content = new StringContent("""{"message":{}}""", Encoding.UTF8, "text/plain");
        using var plain = await rig.Client.PostAsync(new Uri("/travel/message:send", UriKind.Relative), content, Token);
        using var named = new StringContent("""{"message":{}}""", Encoding.UTF8, "application/a2a+json");
        using var own = await rig.Client.PostAsync(new Uri("/travel/message:send", UriKind.Relative), named, Token);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.OK), (plain.StatusCode, own.StatusCode));
        Assert.Single(agent.Seen);
    }

    private static async Task<(string Id, string Context)> StartAsync(ProxyRig rig)
    {
        using var response = await rig.PostAsync("/travel", Rpc("SendMessage", """{"message":{}}"""));
        var task = (await JsonAsync(response)).GetProperty("result").GetProperty("task");
        return (task.GetProperty("id").GetString()!, task.GetProperty("contextId").GetString()!);
    }
}
