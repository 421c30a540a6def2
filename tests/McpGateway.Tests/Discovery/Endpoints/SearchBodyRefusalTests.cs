using System.Text.Json;
using McpGateway.Core.Discovery.Endpoints;
using McpGateway.Tests.Foundation.Http;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Discovery.Endpoints;

/// <summary>Refusals in the form that existing clients read.</summary>
public sealed class SearchBodyRefusalTests
{
    public static TheoryData<string, string> Bodies => new()
    {
        { """{}""", """{"type":"missing","loc":["body","query"],"msg":"Field required","input":{}}""" },
        {
            """{"query":null}""",
            """{"type":"string_type","loc":["body","query"],"msg":"Input should be a valid string","input":null}"""
        },
        { """{"query":7}""", """{"type":"string_type","loc":["body","query"],"msg":"Input should be a valid string","input":7}""" },
        { """{"query":""}""",
            """{"type":"string_too_short","loc":["body","query"],"msg":"String should have at least 1 character","input":"","ctx":"""
                + """{"min_length":1}}""" },
        { """{"query":"q","max_results":"5"}""",
            """{"type":"int_type","loc":["body","max_results"],"msg":"Input should be a valid integer","input":"5"}""" },
        { """{"query":"q","max_results":1.5}""",
            """{"type":"int_type","loc":["body","max_results"],"msg":"Input should be a valid integer","input":1.5}""" },
        { """{"query":"q","max_results":0}""",
            """{"type":"greater_than_equal","loc":["body","max_results"],"msg":"Input should be greater than or equal to 1","input":0"""
                + ""","ctx":{"ge":1}}""" },
        { """{"query":"q","max_results":51}""",
            """{"type":"less_than_equal","loc":["body","max_results"],"msg":"Input should be less than or equal to 50","input":51,"ctx":"""
                + """{"le":50}}""" },
        { """{"query":"q","min_score":true}""",
            """{"type":"float_type","loc":["body","min_score"],"msg":"Input should be a valid number","input":true}""" },
        { """{"query":"q","min_score":1.01}""",
            """{"type":"less_than_equal","loc":["body","min_score"],"msg":"Input should be less than or equal to 1","input":1.01,"ctx":"""
                + """{"le":1}}""" },
        { """{"query":"q","tags":"a"}""",
            """{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":"a"}""" },
        { """{"query":"q","tags":["a",7]}""",
            """{"type":"string_type","loc":["body","tags",1],"msg":"Input should be a valid string","input":7}""" },
        { """{"query":"q","why":"yes"}""",
            """{"type":"bool_type","loc":["body","why"],"msg":"Input should be a valid boolean","input":"yes"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Read_WrongMember_IsAnsweredInTheKnownForm(string body, string expected)
    {
        var (status, answer) = await RefusalAsync(body);

        Assert.Equal(422, status);
        Assert.Equal($$"""{"detail":[{{expected}}]}""", answer);
    }

    [Fact]
    public async Task Read_SeveralWrongMembers_AreAllNamed()
    {
        var (_, answer) = await RefusalAsync("""{"max_results":0,"why":1,"min_score":-1}""");

        Assert.Equal(4, JsonElement.Parse(answer).GetProperty("detail").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"query":"q","entity_types":["nothing"]}""")]
    [InlineData("""{"query":"q","entity_types":["tool","Tool"]}""")]
    public async Task Read_UnknownKind_IsABadRequestThatNamesTheKnownOnes(string body)
    {
        var (status, answer) = await RefusalAsync(body);

        Assert.Equal(400, status);
        Assert.Contains("mcp_server, tool, a2a_agent", answer, StringComparison.Ordinal);
    }

    private static async Task<(int? Status, string Answer)> RefusalAsync(string json)
    {
        var body = new SearchBody(JsonElement.Parse(json));
        body.Read();
        Assert.NotNull(body.Refusal);
        return (((IStatusCodeHttpResult)body.Refusal).StatusCode, (await JsonBodyTests.AnswerAsync(body.Refusal)).ToJsonString());
    }
}
