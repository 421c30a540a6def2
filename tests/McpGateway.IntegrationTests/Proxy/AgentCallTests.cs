using System.Net;
using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>Calls to an A2A agent through the gateway: what the agent sees, what the client gets, and what is recorded.</summary>
public sealed class AgentCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SendMessage", "GetTask", "CancelTask")]
    [InlineData("message/send", "tasks/get", "tasks/cancel")]
    public async Task JsonRpc_SendGetCancel_TheAgentSeesItsOwnIds(string send, string get, string cancel)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        var task = TaskOf(await CallAsync(rig, send, """{"message":{"messageId":"m","role":"user","parts":[{"text":"hi"}]}}"""));
        var id = task.GetProperty("id").GetString()!;
        var found = TaskOf(await CallAsync(rig, get, $$"""{"id":"{{id}}"}"""));
        var canceled = TaskOf(await CallAsync(rig, cancel, $$"""{"id":"{{id}}"}"""));

        Assert.NotEqual("t1", id);
        Assert.Equal((id, id), (found.GetProperty("id").GetString(), canceled.GetProperty("id").GetString()));
        Assert.Equal(task.GetProperty("contextId").GetString(), found.GetProperty("contextId").GetString());
        Assert.Equal(id, task.GetProperty("history")[0].GetProperty("taskId").GetString());
        Assert.Equal("TASK_STATE_CANCELED", canceled.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal(
            ["t1", "t1"],
            agent.Seen.Skip(1).Select(seen => JsonElement.Parse(seen.Body).GetProperty("params").GetProperty("id").GetString()));
        Assert.Equal(["SendMessage", "GetTask", "CancelTask"], (await rig.RecordsAsync(3)).Select(record => record.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    public async Task HttpJson_SendGetListCancel_TheAgentSeesItsOwnIds(string version)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        using var sent = await rig.PostAsync($"/travel{version}/message:send", """{"message":{"messageId":"m","contextId":"my chat"}}""");
        var task = (await JsonAsync(sent)).GetProperty("task");
        var id = task.GetProperty("id").GetString();
        using var got = await rig.Client.GetAsync($"/travel{version}/tasks/{id}?historyLength=1", Token);
        using var listed = await rig.Client.GetAsync($"/travel{version}/tasks?contextId=my%20chat", Token);
        using var canceled = await rig.Client.PostAsync(new Uri($"/travel{version}/tasks/{id}:cancel", UriKind.Relative), null, Token);

        Assert.Equal("my chat", task.GetProperty("contextId").GetString());
        Assert.Equal(id, (await JsonAsync(got)).GetProperty("id").GetString());
        Assert.Equal(id, Assert.Single((await JsonAsync(listed)).GetProperty("tasks").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("TASK_STATE_CANCELED", (await JsonAsync(canceled)).GetProperty("status").GetProperty("state").GetString());
        var seen = agent.Seen.Select(item => item.Target).ToArray();
        Assert.Equal(
            [$"/rest{version}/message:send", $"/rest{version}/tasks/t1?historyLength=1", $"/rest{version}/tasks/t1:cancel"],
            [seen[0], seen[1], seen[3]]);
        Assert.DoesNotContain("chat", seen[2], StringComparison.Ordinal);
        Assert.DoesNotContain("my chat", agent.Seen.First().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SendStreamingMessage", "/travel")]
    [InlineData("message/stream", "/travel")]
    [InlineData(null, "/travel/message:stream")]
    public async Task Stream_EachEvent_ArrivesBeforeTheNextIsSent(string? method, string path)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        const string Params = """{"message":{"messageId":"m"}}""";

        using var response = await rig.PostAsync(path, method is null ? Params : Rpc(method, Params));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var ids = new HashSet<string>();
        for (var index = 0; index <= 3; index++)
        {
            if (index > 0)
            {
                agent.Next.Release();
            }

            var line = await reader.ReadLineAsync(Token);
            Assert.Equal("", await reader.ReadLineAsync(Token));
            var entry = JsonElement.Parse(line!["data: ".Length..]);
            ids.Add(IdOf(method is null ? entry : entry.GetProperty("result")));
            Assert.Contains(index == 0 ? "WORKING" : $"step-{index}", line, StringComparison.Ordinal);
            Assert.DoesNotContain("\"t1\"", line, StringComparison.Ordinal);
        }

        Assert.Null(await reader.ReadLineAsync(Token));
        Assert.Single(ids);
    }

    [Fact]
    public async Task Headers_OfA2a_PassAndTheCallerIsNamed()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        using var response = await rig.PostAsync("/travel", Rpc("SendMessage", """{"message":{}}"""), headers =>
        {
            headers.Add("A2A-Version", "1.0");
            headers.Add("A2A-Extensions", "https://ext.test/a");
        });

        var headers = Assert.Single(agent.Seen).Headers;
        Assert.Equal(
            ("1.0", "https://ext.test/a", "alice"),
            (headers["A2A-Version"].ToString(), headers["A2A-Extensions"].ToString(), headers["X-User"].ToString()));
        Assert.False(headers.ContainsKey("X-Authorization"));
    }

    [Fact]
    public async Task List_EveryCaller_SeesItsOwnTasks()
    {
        var (rig, _) = await ScriptedAgent.StartAsync();
        await using var disposing = rig;
        using var bob = rig.NewClient("bob");
        var mine = TaskOf(await CallAsync(rig, "SendMessage", """{"message":{}}"""));
        using (await ProxyRig.PostAsync(bob, "/travel", Rpc("SendMessage", """{"message":{}}""")))
        {
        }

        var list = (await CallAsync(rig, "ListTasks", "{}")).GetProperty("result");

        Assert.Equal(
            [mine.GetProperty("id").GetString()],
            list.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()));
        Assert.Equal(1, list.GetProperty("totalSize").GetInt32());
    }

    [Fact]
    public async Task List_AgentThatTakesNoContextsOfOthers_NeedsAContext()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(
            rig: new ProxyRig { Configure = options => options.AgentsWithOwnContexts.Add("/travel") });
        await using var _ = rig;
        var task = TaskOf(await CallAsync(rig, "SendMessage", """{"message":{}}"""));
        Assert.DoesNotContain("contextId", agent.Seen.First().Body, StringComparison.Ordinal);

        using var whole = await rig.PostAsync("/travel", Rpc("ListTasks", "{}"));
        var one = (await CallAsync(rig, "ListTasks", $$"""{"contextId":"{{task.GetProperty("contextId")}}"}""")).GetProperty("result");

        Assert.Equal((HttpStatusCode.BadRequest, -32602), (whole.StatusCode, CodeOf(await JsonAsync(whole))));
        Assert.Equal(
            task.GetProperty("id").GetString(), Assert.Single(one.GetProperty("tasks").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("agent-card.json")]
    [InlineData("agent.json")]
    public async Task Card_OfTheGateway_NamesTheGateway(string name)
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;

        using var response = await rig.Client.GetAsync($"/travel/.well-known/{name}", Token);
        var card = await JsonAsync(response);

        Assert.Equal(
            [$"{rig.Address}travel", $"{rig.Address}travel"],
            card.GetProperty("supportedInterfaces").EnumerateArray().Select(item => item.GetProperty("url").GetString()));
        Assert.False(card.TryGetProperty("signatures", out var _));
        Assert.Empty(agent.Seen);

        using var again = new HttpRequestMessage(HttpMethod.Get, $"/travel/.well-known/{name}");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await rig.Client.SendAsync(again, Token);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);

        // Another address of the gateway is another card.
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, $"/travel/.well-known/{name}") { Headers = { Host = "gw.test" } };
        using var other = await rig.Client.SendAsync(elsewhere, Token);
        Assert.Equal(
            "http://gw.test/travel", (await JsonAsync(other)).GetProperty("supportedInterfaces")[0].GetProperty("url").GetString());
    }

    /// <summary>The agent's own tags and ranges are of bytes that the client never gets.</summary>
    [Fact]
    public async Task ConditionsAndRanges_OfRewrittenAnswers_StayHere()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync();
        await using var _ = rig;
        agent.Instead = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Mon, 30 Nov 2026 00:00:00 GMT";
            context.Response.Headers.AcceptRanges = "bytes";
            return context.Response.WriteAsJsonAsync(JsonElement.Parse("""{"tasks":[]}"""), Token);
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/travel/tasks");
        foreach (var (name, value) in ((string, string)[])
            [("If-None-Match", "\"v1\""), ("If-Modified-Since", "Mon, 30 Nov 2026 00:00:00 GMT"), ("If-Range", "\"v1\""),
                ("Range", "bytes=0-3")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await rig.Client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = Assert.Single(agent.Seen).Headers;
        Assert.DoesNotContain(seen.Keys, name => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || name == "Range");
        Assert.Equal((null, 0), (response.Headers.ETag, response.Headers.AcceptRanges.Count));
        Assert.Null(response.Content.Headers.LastModified);
    }

    [Fact]
    public async Task Hidden_Agent_IsNotThere()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig => rig.Access.Add("eve", new Rights { Servers = [] }));
        await using var _ = rig;
        using var eve = rig.NewClient("eve");
        using var nobody = rig.NewClient(null);

        foreach (var path in (string[])["/travel/.well-known/agent-card.json", "/travel", "/travel/tasks/x", "/travel/nothing", "/none"])
        {
            using var hidden = await eve.GetAsync(new Uri(path, UriKind.Relative), Token);
            using var anonymous = await nobody.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
            Assert.Equal(
                (HttpStatusCode.NotFound, """{"error":"No server is registered at this path."}"""),
                (hidden.StatusCode, await hidden.Content.ReadAsStringAsync(Token)));
        }

        using var posted = await ProxyRig.PostAsync(eve, "/travel", Rpc("SendMessage", """{"message":{}}"""));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        Assert.Empty(agent.Seen);
    }

    [Fact]
    public async Task Skills_RuleNamesSome_DecideWhatMaySentAndAreRecorded()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(rig => rig.Access.Add(
            "kim", new Rights { Methods = ["SendMessage"], Tools = ["book"] }));
        await using var _ = rig;
        using var kim = rig.NewClient("kim");

        using var allowed = await ProxyRig.PostAsync(kim, "/travel", Rpc("message/send", Message("book")));
        using var denied = await ProxyRig.PostAsync(kim, "/travel", Rpc("SendMessage", Message("pay")));
        using var unnamed = await ProxyRig.PostAsync(kim, "/travel", Rpc("SendMessage", """{"message":{}}"""));
        using var other = await ProxyRig.PostAsync(kim, "/travel", Rpc("GetTask", """{"id":"x"}"""));
        using var http = await ProxyRig.PostAsync(kim, "/travel/message:send", """{"message":{}}""");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest],
            [allowed.StatusCode, denied.StatusCode, unnamed.StatusCode, other.StatusCode, http.StatusCode]);
        var error = (await JsonAsync(unnamed)).GetProperty("error");
        Assert.Equal(-32602, error.GetProperty("code").GetInt32());
        Assert.Contains("\"metadata\": {\"skillId\"", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        var status = (await JsonAsync(http)).GetProperty("error");
        Assert.Equal((400, "INVALID_ARGUMENT"), (status.GetProperty("code").GetInt32(), status.GetProperty("status").GetString()));
        Assert.Single(agent.Seen);
        var records = await rig.RecordsAsync(5);
        Assert.Equal(
            [("travel", "SendMessage", "book", CallOutcome.Forwarded), ("travel", "SendMessage", "pay", CallOutcome.Denied),
                ("travel", "SendMessage", null, CallOutcome.Denied), ("travel", "GetTask", null, CallOutcome.Denied),
                ("travel", "SendMessage", null, CallOutcome.Denied)],
            records.Select(record => (record.Server, record.Method, record.Target, record.Outcome)));
    }

    [Fact]
    public async Task Bindings_TheAgentLacksOne_SaysWhichToUse()
    {
        var (rig, _) = await ScriptedAgent.StartAsync(route: (_, route) => route with { Endpoints = [route.Endpoints[0]] });
        await using var disposing = rig;

        using var response = await rig.PostAsync("/travel/message:send", """{"message":{}}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("use JSON-RPC", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interfaces_OfBothVersions_EachGetsItsCalls()
    {
        var (rig, agent) = await ScriptedAgent.StartAsync(route: (address, route) => route with
        {
            Endpoints = [.. route.Endpoints, new(new Uri(address, "rpc03"), AgentBinding.JsonRpc, IsVersion1: false, null)],
        });
        await using var _ = rig;

        await CallAsync(rig, "SendMessage", """{"message":{}}""");
        await CallAsync(rig, "message/send", """{"message":{}}""");

        Assert.Equal(["/rpc", "/rpc03"], agent.Seen.Select(seen => seen.Target));
    }

    [Theory]
    [InlineData("GET", "/travel", "POST")]
    [InlineData("DELETE", "/travel/tasks/x", "GET")]
    [InlineData("GET", "/travel/message:send", "POST")]
    [InlineData("POST", "/travel/.well-known/agent-card.json", "GET")]
    public async Task Method_NotOfThePath_IsNotAllowed(string method, string path, string allowed)
    {
        var (rig, _) = await ScriptedAgent.StartAsync();
        await using var disposing = rig;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await rig.Client.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (response.StatusCode, Assert.Single(response.Content.Headers.Allow)));
    }

    private static string Message(string skill) => $$$$"""{"message":{"metadata":{"skillId":"{{{{skill}}}}"}}}""";

    internal static string Rpc(string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""";

    private static async Task<JsonElement> CallAsync(ProxyRig rig, string method, string parameters)
    {
        using var response = await rig.PostAsync("/travel", Rpc(method, parameters));
        var json = await JsonAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK && json.TryGetProperty("result", out var _), json.ToString());
        return json;
    }

    private static JsonElement TaskOf(JsonElement response)
    {
        var result = response.GetProperty("result");
        return result.TryGetProperty("task", out var task) ? task : result;
    }

    private static string IdOf(JsonElement entry) =>
        entry.TryGetProperty("task", out var task) ? task.GetProperty("id").GetString()!
        : entry.TryGetProperty("statusUpdate", out var update) ? update.GetProperty("taskId").GetString()!
        : entry.TryGetProperty("taskId", out var id) ? id.GetString()!
        : entry.GetProperty("id").GetString()!;

    internal static int CodeOf(JsonElement response) => response.GetProperty("error").GetProperty("code").GetInt32();

    internal static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes(await response.Content.ReadAsStringAsync(Token)));
}
