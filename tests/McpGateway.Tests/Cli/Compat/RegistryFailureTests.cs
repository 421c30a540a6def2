using System.Net;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;

namespace McpGateway.Tests.Cli.Compat;

public sealed class RegistryFailureTests
{
    [Theory]
    [InlineData("""{"detail":"Not Found"}""", "HTTP 404: Not Found")]
    [InlineData("""{"error":"Service not found","reason":"None at '/p'","suggestion":"Check it"}""",
        "HTTP 404: Service not found. None at '/p'. Check it")]
    [InlineData("""{"error":"Failed","reason":"Exists","detail":"Use overwrite=true"}""", "HTTP 404: Failed. Exists. Use overwrite=true")]
    [InlineData("""{"detail":[{"loc":["body","email"],"msg":"Field required"},{"loc":["body","name"],"msg":"Too short"}]}""",
        "HTTP 404: body.email: Field required; body.name: Too short")]
    [InlineData("""{"detail":{"message":"Card is wrong","errors":["no name","no url"],"warnings":[]}}""",
        "HTTP 404: Card is wrong; no name; no url")]
    [InlineData("""{"error":{"code":-32603,"message":"No server"}}""", "HTTP 404: No server")]
    [InlineData("""{"detail":"\u001b[31mred"}""", "HTTP 404: \uFFFD[31mred")]
    [InlineData("{}", "HTTP 404")]
    [InlineData(null, "HTTP 404")]
    public void Describe_EachShape_IsOneLine(string? body, string expected) =>
        Assert.Equal(expected, RegistryFailure.Describe(HttpStatusCode.NotFound, body is null ? null : JsonNode.Parse(body)));
}
