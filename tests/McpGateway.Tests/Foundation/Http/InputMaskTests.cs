using System.Text.Json.Nodes;
using McpGateway.Core.Egress.Settings;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Foundation.Http;

/// <summary>What a validation item repeats of a request, and what it does not.</summary>
public sealed class InputMaskTests
{
    [Theory]
    [InlineData("path", "\"/api\"", "\"/api\"")]
    [InlineData("num_stars", "7", "7")]
    [InlineData("flag", "null", "null")]
    [InlineData("tags", """["a",1]""", """["a",1]""")]
    [InlineData("password", "\"s3cret\"", "\"********\"")]
    [InlineData("new_password", "5", "\"********\"")]
    [InlineData("client_secret", "\"s3cret\"", "\"********\"")]
    [InlineData("clientSecret", "\"s3cret\"", "\"********\"")]
    [InlineData("token", "\"s3cret\"", "\"********\"")]
    [InlineData("auth_token", "\"s3cret\"", "\"********\"")]
    [InlineData("api_key", "\"s3cret\"", "\"********\"")]
    [InlineData("X-Api-Key", "\"s3cret\"", "\"********\"")]
    [InlineData("Authorization", "\"Bearer s3cret\"", "\"********\"")]
    [InlineData("headers", """[{"X-Api":"s3cret"}]""", "\"********\"")]
    [InlineData("token_endpoint", "\"https://idp.test/token\"", "\"https://idp.test/token\"")]
    [InlineData("password", "null", "null")]
    [InlineData("", """{"user":"u","password":"s3cret","more":{"token":"s3cret"}}""",
        """{"user":"u","password":"********","more":{"token":"********"}}""")]
    [InlineData("", "\"username=u&password=s3cret\"", "\"********\"")]
    [InlineData("", "\"just words\"", "\"just words\"")]
    [InlineData("proxy_pass_url", "\"http://u:s3cret@h.test/mcp\"", "\"http://********@h.test/mcp\"")]
    [InlineData("proxy_pass_url", "\"http://u:s3@cret@h.test/mcp\"", "\"http://********@h.test/mcp\"")]
    [InlineData("proxy_pass_url", "\"http://h.test/mcp?key=s3cret\"", "\"http://h.test/mcp?********\"")]
    [InlineData("proxy_pass_url", "\"http://h.test/mcp\"", "\"http://h.test/mcp\"")]
    public void Of_ByNameAndValue_RepeatsNoSecret(string field, string sent, string expected) =>
        Assert.Equal(expected, Compact(InputMask.Of(field, JsonNode.Parse(sent))));

    [Fact]
    public void Of_Location_OneSecretNameOnTheWayIsEnough()
    {
        Assert.Equal("\"********\"", Compact(InputMask.Of(["body", "headers", 0, "value"], "s3cret")));
        Assert.Equal("\"x\"", Compact(InputMask.Of(["body", "tags", 0], "x")));
    }

    [Fact]
    public async Task FieldProblems_InTheAnswer_HaveTheirInput()
    {
        var error = Error.OfFields(
            [new("path", "no") { Input = "/api" }, new("client_secret", "no") { Input = "s3cret" }, new("mode", "no")]);

        Assert.Equal(
            """
            {"detail":[
            {"type":"value_error","loc":["body","path"],"msg":"Value error, no","input":"/api","ctx":{"error":{}}},
            {"type":"value_error","loc":["body","client_secret"],"msg":"Value error, no","input":"********","ctx":{"error":{}}},
            {"type":"value_error","loc":["body","mode"],"msg":"Value error, no","input":null,"ctx":{"error":{}}}
            ]}
            """.ReplaceLineEndings(""),
            await BodyAsync(error.ToResult()));
    }

    [Fact]
    public async Task Missing_InAnObject_RepeatsTheObjectWithoutItsSecrets()
    {
        var body = await BodyAsync(
            new Validation422().Missing("body", "username", new JsonObject { ["password"] = "s3cret", ["next"] = "/ui" }).ToResult());

        Assert.Equal(
            """{"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":"""
                + """{"password":"********","next":"/ui"}}]}""", body);
    }

    [Theory]
    [InlineData("""{"client_secret":5}""", "\"********\"")]
    [InlineData("""{"client_secret":"s3cret\u0007"}""", "\"********\"")]
    [InlineData("""{"mode":5}""", "5")]
    [InlineData("""{"scopes":"all"}""", "\"all\"")]
    [InlineData("""{"unheard_of":"x"}""", "\"x\"")]
    public void EgressDraft_Problem_HasItsInput(string body, string input)
    {
        var read = EgressRegistration.Read(System.Text.Json.JsonElement.Parse(body));

        Assert.Equal(input, Compact(Assert.Single(read.Error!.Fields).Input));
    }

    private static string Compact(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static async Task<string> BodyAsync(IResult result)
    {
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        await result.ExecuteAsync(context);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
