using System.Text.Json;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>The texts that the matrix is made of.</summary>
public sealed class MatrixTextTests
{
    [Theory]
    [InlineData("""{"b":1,"a":"x"}""", "{a:string,b:number}")]
    [InlineData("""[{"a":1,"b":null},{"a":true}]""", "[{a:bool|number,b?:null}]")]
    [InlineData("""{"/one":{"on":true},"/two":{"on":false,"at":"x"}}""", "{/*:{at?:string,on:bool}}")]
    [InlineData("""{"scopes_groups":{"one":{},"two":{"a":1}}}""", "{scopes_groups:{*:{a?:number}}}")]
    [InlineData("[]", "[]")]
    public void JsonShape_Of_NamesAndTypesOnly(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(expected, JsonShape.Of(document.RootElement));
    }

    [Theory]
    [InlineData("/api/version", "/api/version")]
    [InlineData("/api/tokens/{jti}", "/api/tokens/missing")]
    [InlineData("/ui/{*Rest}", "/ui/missing")]
    [InlineData("/api/servers/{**path:endsin(health/history)}", "/api/servers/missing/health/history")]
    [InlineData("{**path:nonfile}", "missing")]
    public void RoutePatternText_Fill_NamesNothing(string pattern, string expected) =>
        Assert.Equal(expected, RoutePatternText.Fill(pattern));
}
