using System.Net;
using System.Text;

namespace McpGateway.Tests.Cli;

/// <summary>What an export does not bring back is named.</summary>
public sealed class LeftOutVersionsTests
{
    [Theory]
    [InlineData("export")]
    [InlineData("backup saved")]
    public async Task Save_ServerWithVersions_NamesThoseThatAreLeftOut(string command)
    {
        using var gateway = new Versions();
        using var cli = new TestCli { Handlers = () => gateway };

        var result = await cli.RunAsync([.. command.Split(' '), "--token", "t"]);

        Assert.NotEmpty(result.Text);
        Assert.Contains(
            "/docs has the versions 2.0.0 (default, http://two/mcp), 1.0.0 (http://one/mcp)", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("/plain has", result.Error, StringComparison.Ordinal);
    }

    private sealed class Versions : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var json = request.RequestUri!.AbsolutePath switch
            {
                "/api/servers" => """{"servers":[{"path":"/docs"},{"path":"/plain"}]}""",
                "/api/servers/docs" => """{"path":"/docs","display_name":"Docs","proxy_pass_url":"http://two/mcp"}""",
                "/api/servers/plain" => """{"path":"/plain","display_name":"Plain","proxy_pass_url":"http://p/mcp"}""",
                "/api/servers/docs/versions" => """
                    {"versions":[{"version":"2.0.0","is_default":true,"proxy_pass_url":"http://two/mcp"},
                     {"version":"1.0.0","proxy_pass_url":"http://one/mcp"}]}
                    """,
                "/api/servers/plain/versions" => """{"versions":[{"version":"1.0.0","is_default":true}]}""",
                _ => "{}",
            };
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(json, Encoding.UTF8, "application/json"),
            });
        }
    }
}
