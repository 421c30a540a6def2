using System.Text.Json;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace McpGateway.Tests.Foundation.Http;

/// <summary>How members of a JSON body are read, and what is said of those that cannot be.</summary>
public sealed class JsonFieldsTests
{
    [Theory]
    [InlineData("""{"a":["x","y"]}""", "x y", null)]
    [InlineData("""{"a":null}""", null, null)]
    [InlineData("{}", null, null)]
    [InlineData("""{"b":["x"]}""", "x", null)]
    [InlineData("""{"a":null,"b":["x"]}""", "x", null)]
    [InlineData("""{"a":["x"],"b":["x"]}""", "x", """["body","b"]""")]
    [InlineData("""{"a":"x"}""", null, """["body","a"]""")]
    [InlineData("""{"a":["x",1,"y",2]}""", "x y", """["body","a",1] ["body","a",3]""")]
    public void Texts_OfAMember_AreReadOrReportedWithTheirPlace(string body, string? texts, string? places)
    {
        var fields = new JsonFields(JsonElement.Parse(body));

        var found = fields.Texts("a", "b");

        Assert.Equal(texts, found is null ? null : string.Join(' ', found));
        Assert.Equal(places, PlacesOf(fields));
    }

    [Theory]
    [InlineData("""{"n":3}""", 3, null)]
    [InlineData("""{"n":3.0}""", 3, null)]
    [InlineData("""{"n":null}""", 7, null)]
    [InlineData("""{"n":3.5}""", 7, """["body","n"]""")]
    [InlineData("""{"n":"3"}""", 7, """["body","n"]""")]
    [InlineData("""{"n":0}""", 7, """["body","n"]""")]
    [InlineData("""{"n":11}""", 7, """["body","n"]""")]
    [InlineData("""{"n":1e400}""", 7, """["body","n"]""")]
    public void WholeNumber_OfAMember_IsReadWithinItsLimits(string body, int number, string? places)
    {
        var fields = new JsonFields(JsonElement.Parse(body));

        Assert.Equal(number, fields.WholeNumber("n", 7, 1, 10));
        Assert.Equal(places, PlacesOf(fields));
    }

    private static string? PlacesOf(JsonFields fields)
    {
        if (fields.IsValid)
        {
            return null;
        }

        var answer = Assert.IsType<Utf8ContentHttpResult>(fields.Problems.ToResult());
        var detail = JsonElement.Parse(answer.ResponseContent.Span).GetProperty("detail");
        return string.Join(' ', detail.EnumerateArray().Select(static item => item.GetProperty("loc").GetRawText()));
    }
}
