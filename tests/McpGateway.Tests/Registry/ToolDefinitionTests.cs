using System.Text.Json;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Tests.Registry;

public sealed class ToolDefinitionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void HashOf_OtherOrderOfMembers_IsTheSame() => Assert.Equal(
        Hash("d", """{"type":"object","properties":{"a":{"x":1},"b":[1,2]}}"""),
        Hash("d", """{"properties":{"b":[1,2],"a":{"x":1}},"type":"object"}"""));

    [Theory]
    [InlineData("other", """{"a":1}""")]
    [InlineData("d", """{"a":2}""")]
    [InlineData("d", """{"a":[1]}""")]
    [InlineData("d", """{"a":1,"b":null}""")]
    public void HashOf_OtherDefinition_Differs(string description, string schema) =>
        Assert.NotEqual(Hash("d", """{"a":1}"""), Hash(description, schema));

    [Fact]
    public void Found_NewTool_CountsAsApproved() => Assert.False(ToolDefinition.Found(Tool("v1"), null, Now).HasChanged);

    [Fact]
    public void Found_ChangedTool_KeepsTheApprovedDefinition_UntilItComesBack()
    {
        var first = ToolDefinition.Found(Tool("v1"), null, Now);
        var changed = ToolDefinition.Found(Tool("v2"), first, Now);
        var changedAgain = ToolDefinition.Found(Tool("v3"), changed, Now.AddDays(1));
        var still = ToolDefinition.Found(Tool("v3"), changedAgain, Now.AddDays(2));
        var back = ToolDefinition.Found(Tool("v1"), still, Now.AddDays(3));

        Assert.True(changed.HasChanged);
        Assert.Equal(Now, changed.ChangedAt);
        Assert.Equal("v1", changedAgain.ApprovedDefinition!.Value.GetProperty("description").GetString());
        Assert.Equal(Now.AddDays(1), still.ChangedAt);
        Assert.False(back.HasChanged);
        Assert.Null(back.ApprovedDefinition);
    }

    [Fact]
    public void Approve_ChangedTool_TakesThePresentDefinition()
    {
        var changed = ToolDefinition.Found(Tool("v2"), ToolDefinition.Found(Tool("v1"), null, Now), Now);

        var approved = ToolDefinition.Approve(changed);

        Assert.False(approved.HasChanged);
        Assert.Null(approved.ApprovedDefinition);
        Assert.True(ToolDefinition.Found(Tool("v1"), approved, Now).HasChanged);
    }

    private static ToolRecord Tool(string description) => new()
    {
        Name = "t",
        Description = description,
        InputSchema = JsonElement.Parse("{}"),
        DefinitionHash = Hash(description, "{}"),
        ApprovedHash = "",
    };

    private static string Hash(string description, string schema) =>
        ToolDefinition.HashOf("t", null, description, JsonElement.Parse(schema), null, null);
}
