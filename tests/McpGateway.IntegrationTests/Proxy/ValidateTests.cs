using System.Net;
using System.Text.Json;

namespace McpGateway.IntegrationTests.Proxy;

public sealed class ValidateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("full", "https://gw.test/srv/mcp", "", false, 200)]
    [InlineData("limited", "https://gw.test/srv/mcp", "", false, 403)]
    [InlineData("limited", "https://gw.test/srv/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", false,
        403)]
    [InlineData("limited", "https://gw.test/srv/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo"}}""", true,
        200)]
    [InlineData("limited", "https://gw.test/srv/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"secret"}}""", true,
        403)]
    [InlineData("limited", "https://gw.test/srv/mcp", "not json", true, 403)]
    [InlineData("limited", "https://gw.test/srv/mcp", "", true, 403)]
    [InlineData("limited", "https://gw.test/srv/mcp", "  ", true, 403)]
    [InlineData("limited", "https://gw.test/srv/mcp", null, true, 403)]
    [InlineData("full", "https://gw.test/srv/mcp", null, true, 200)]
    [InlineData("limited", "https://gw.test/srv/../other/mcp", "", true, 400)]
    [InlineData("limited", "https://gw.test/nowhere/mcp", "", true, 403)]
    [InlineData("limited", "", "", true, 400)]
    [InlineData("nobody", "https://gw.test/srv/mcp", "", true, 401)]
    public async Task Validate_CallerTargetBody_Status(string user, string target, string? body, bool trust, int status)
    {
        await using var rig = new ProxyRig { Configure = options => options.Validate.TrustBodyHeader = trust };
        rig.Access.Add("full", new Rights()).Add("limited", new Rights { Methods = ["tools/list"], Tools = ["echo"] });
        rig.AddRoute("/srv", new Uri("http://127.0.0.1:1/"));
        await rig.StartAsync();
        using var client = rig.NewClient(user);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/validate");
        request.Headers.Add("X-Original-URL", target);
        if (body is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Body", body);
        }

        using var response = await client.SendAsync(request, Token);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 200)
        {
            Assert.Equal(user, response.Headers.GetValues("X-User").Single());
            Assert.Equal("srv", response.Headers.GetValues("X-Server-Name").Single());
            var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
            Assert.True(json.GetProperty("valid").GetBoolean());
            Assert.Equal(2, json.GetProperty("scopes").GetArrayLength());
        }

        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count > 0);
    }

    [Fact]
    public async Task Validate_Root_NeedsAuthenticationOnly()
    {
        await using var rig = new ProxyRig();
        await rig.StartAsync();
        rig.Client.DefaultRequestHeaders.Add("X-Original-URL", "http://gw.test/");

        using var response = await rig.Client.PostAsync("/validate", null, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
