using System.Net;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class SessionTests
{
    private const string Upstream = "upstream-session-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_SameCallerAndRoute_UpstreamSeesItsOwnId()
    {
        await using var rig = await StartAsync();

        var id = await OpenAsync(rig);

        Assert.DoesNotContain(Upstream, id, StringComparison.Ordinal);
        Assert.DoesNotContain(id, character => character is < '!' or > '~');
        Assert.Equal((HttpStatusCode.OK, Upstream), await UseAsync(rig, "alice", "/a/mcp", id));
    }

    [Fact]
    public async Task Session_UpstreamRepeatsItsId_ClientKeepsTheOneItHas()
    {
        await using var rig = await StartAsync();
        var id = await OpenAsync(rig);
        using var client = rig.NewClient("alice");
        using var response = await ProxyRig.PostAsync(
            client, "/a/mcp", Messages.Call("echo"), headers => headers.Add("Mcp-Session-Id", id));

        Assert.Equal(id, response.Headers.GetValues("Mcp-Session-Id").Single());
    }

    [Theory]
    [InlineData("bob", "/a/mcp", 0)]
    [InlineData("alice", "/b/mcp", 0)]
    [InlineData("alice", "/a/mcp", 1)]
    public async Task Session_AnotherCallerRouteOrForgedId_404(string user, string path, int tamper)
    {
        await using var rig = await StartAsync();
        var id = await OpenAsync(rig);
        var used = tamper == 0 ? id : id[..^2] + (id[^2] == 'A' ? 'B' : 'A') + id[^1];

        var (status, body) = await UseAsync(rig, user, path, used);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.DoesNotContain(Upstream, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("upstream-session-1")]
    [InlineData("x")]
    [InlineData("AQ")]
    [InlineData("...")]
    public async Task Session_IdNotFromHere_404(string id)
    {
        await using var rig = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await UseAsync(rig, "alice", "/a/mcp", id)).Status);
    }

    [Fact]
    public async Task Session_AnotherReplica_OpensIt()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, Upstream), await UseAsync(two, "alice", "/a/mcp", await OpenAsync(one)));
    }

    [Fact]
    public async Task Session_OfAnEventStream_IsSealedToo()
    {
        await using var rig = await ProxyRig.StartAsync(context =>
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["Mcp-Session-Id"] = Upstream;
            return context.Response.WriteAsync("data: {}\n\n", Token);
        });

        using var response = await rig.PostAsync("/srv/mcp", Messages.Initialize);

        Assert.DoesNotContain(Upstream, response.Headers.GetValues("Mcp-Session-Id").Single(), StringComparison.Ordinal);
    }

    private static async Task<ProxyRig> StartAsync()
    {
        var rig = new ProxyRig();
        await rig.AddServerAsync("/a", EchoSession);
        await rig.AddServerAsync("/b", EchoSession);
        await rig.StartAsync();
        return rig;
    }

    private static Task EchoSession(HttpContext context)
    {
        context.Response.Headers["Mcp-Session-Id"] = Upstream;
        return context.Response.WriteAsync(context.Request.Headers["Mcp-Session-Id"].ToString(), Token);
    }

    private static async Task<string> OpenAsync(ProxyRig rig)
    {
        using var response = await rig.PostAsync("/a/mcp", Messages.Initialize);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    private static async Task<(HttpStatusCode Status, string Body)> UseAsync(ProxyRig rig, string user, string path, string id)
    {
        using var client = rig.NewClient(user);
        using var response = await ProxyRig.PostAsync(client, path, Messages.Call("echo"), headers => headers.Add("Mcp-Session-Id", id));
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
