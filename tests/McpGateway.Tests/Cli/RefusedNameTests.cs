using System.Net;
using System.Text;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>What was named and is not there ends with its own code, however the gateway says it.</summary>
public sealed class RefusedNameTests
{
    [Theory]
    [InlineData("user disable nobody", "User or M2M account 'nobody' not found")]
    [InlineData("user groups nobody developers", "User or M2M account 'nobody' not found")]
    [InlineData("user remove nobody --yes", "User or M2M account 'nobody' not found")]
    [InlineData("user groups maria nosuch", "Group 'nosuch' not found")]
    public async Task User_ThatIsNotThere_IsNotFound(string command, string detail)
    {
        var result = await RunAsync(command, $$"""{"detail":"{{detail}}"}""");

        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.StartsWith($"error: {detail}\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_OfAServerThatIsNotThere_NamesIt()
    {
        var result = await RunAsync("group grant developers nosuchserver", """{"detail":"Failed to add server to groups"}""");

        Assert.Equal(ExitCodes.NotFound, result.ExitCode);
        Assert.StartsWith("error: There is no server nosuchserver.\n  mcpgw server list", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_RefusedForAnotherReason_Fails() =>
        Assert.Equal(ExitCodes.Failed, (await RunAsync("user disable admin", """{"detail":"The last administrator stays."}""")).ExitCode);

    [Theory]
    [InlineData(24, 28080, "in 7 hours 48 minutes, with your sign-in, and not after the 24 hours that you asked for")]
    [InlineData(8, 28800, "in 8 hours.")]
    [InlineData(1, 3599, "in 59 minutes.")]
    public async Task Token_ThatEndsWithTheSignIn_SaysWhen(int hours, int seconds, string expected)
    {
        var result = await RunAsync(
            $"token create --hours {hours}",
            $$$"""
            {"tokens":{"access_token":"t","expires_in":{{{seconds}}}},"token_data":{"jti":"j","expires_at":"2030-01-01T10:00:00Z"}}
            """,
            HttpStatusCode.OK);

        Assert.Equal("t\n", result.Text);
        Assert.Contains("It ends 2030-01-01 10:00 UTC, " + expected, result.Error, StringComparison.Ordinal);
    }

    private static async Task<CliResult> RunAsync(string command, string json, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var gateway = new OneAnswer(status, json);
        using var cli = new TestCli { Handlers = () => gateway };
        return await cli.RunAsync([.. command.Split(' '), "--token", "t"]);
    }

    private sealed class OneAnswer(HttpStatusCode status, string json) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") });
    }
}
