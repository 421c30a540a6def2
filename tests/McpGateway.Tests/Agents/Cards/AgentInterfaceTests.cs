using McpGateway.Core.Agents.Cards;

namespace McpGateway.Tests.Agents.Cards;

public sealed class AgentInterfaceTests
{
    [Theory]
    [InlineData("0.2", "0.3")]
    [InlineData("0.3", "0.3")]
    [InlineData("1.0", "1.0")]
    [InlineData("1.2", "1.0")]
    [InlineData("2.0", "1.0")]
    public void SpokenVersion_OfAProtocolVersion_IsTheOneThatTheGatewayKnows(string version, string spoken)
    {
        var item = new AgentInterface("https://agent.example", A2aBinding.JsonRpc, version, null);

        Assert.Equal((spoken, spoken == "1.0"), (item.SpokenVersion, item.IsVersion1));
    }
}
