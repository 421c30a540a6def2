using McpGateway.Host;
using McpGateway.Host.Settings;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Start;

/// <summary>Names of the environment that are nearly ours, or have our prefix, and have no effect.</summary>
public sealed class MistypedNameTests
{
    [Theory]
    [InlineData("KEYCLOACK_URL", "KEYCLOAK_URL")]
    [InlineData("KEYCLOACK_CLIENT_ID", "KEYCLOAK_CLIENT_ID")]
    [InlineData("STORRAGE_BACKEND", "STORAGE_BACKEND")]
    [InlineData("MCPGW_X", null)]
    public void Find_NameOfNoSetting_IsTold(string name, string? meant) => Assert.Equal([(name, meant)], Find(name));

    [Theory]
    [InlineData("MCPGW_URL")]
    [InlineData("MCPGW_SERVICE_HOST")]
    [InlineData("MCPGW_PORT_80_TCP")]
    [InlineData("DATE_DIRS")]
    [InlineData("SSH_AUTH_SOCK")]
    [InlineData("HOSTNAME")]
    [InlineData("CURL_CA_BUNDLE")]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER")]
    public void Find_NameOfAnotherProgram_IsNotTold(string name) => Assert.Empty(Find(name));

    private static IEnumerable<(string Key, string? Meant)> Find(string name) => UnknownSettings.Find(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)"s3cret")]).Build(),
        GatewayApplication.Settings);
}
