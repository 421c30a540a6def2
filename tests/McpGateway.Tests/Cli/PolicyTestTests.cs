using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>Cases of which one cannot be asked about.</summary>
public sealed class PolicyTestTests
{
    private const string Cases = """
        - maria may call github.create_issue
        - nobody may call github.create_issue
        - group developers may call github.create_issue
        - scope: readers
          may_not: github.create_issue
        """;

    [Fact]
    public async Task Test_OneUserIsNotKnown_JudgesTheOthers()
    {
        using var gateway = new Simulation();
        using var cli = new TestCli { Handlers = () => gateway, Input = Cases };

        var result = await cli.RunAsync("policy", "test", "-", "--json", "--token", "t");

        Assert.Equal(ExitCodes.Findings, result.ExitCode);
        var cases = JsonNode.Parse(result.Out)!["cases"]!.AsArray();
        Assert.Equal(
            "1 true false, 2 false true, 3 true false, 4 false false",
            string.Join(", ", cases.Select(static one => $"{one!["number"]} {one["holds"]} {one["error"]}")));
        Assert.Equal("user 'nobody' is not known at the gateway: say group or scope in place of user", cases[1]!["reason"]!.ToString());
    }

    [Fact]
    public async Task Test_OneUserIsNotKnown_ShowsItsNumberAsAnError()
    {
        using var gateway = new Simulation();
        using var cli = new TestCli { Handlers = () => gateway, Input = Cases };

        var result = await cli.RunAsync("policy", "test", "-", "--token", "t");

        Assert.Matches(@"(?m)^ *2 +error +nobody may call github.create_issue", result.Out);
        Assert.Contains("2 of 4 hold; 1 could not be asked about.", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Allows everything, and refuses a request with a question about somebody whom it does not know.</summary>
    private sealed class Simulation : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var questions = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["questions"]!.AsArray();
            var isKnown = questions.All(static question => question!["user"]?.ToString() != "nobody");
            JsonObject answer = isKnown
                ? new() { ["answers"] = new JsonArray([.. questions.Select(static _ => (JsonNode)new JsonObject { ["allowed"] = true })]) }
                : new() { ["detail"] = "User 'nobody' is not known here; ask with groups= or scopes= instead" };
            return new(isKnown ? HttpStatusCode.OK : HttpStatusCode.NotFound)
            {
                Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
            };
        }
    }
}
