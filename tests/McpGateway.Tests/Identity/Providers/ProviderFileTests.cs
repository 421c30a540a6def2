using McpGateway.Identity.Providers;
using McpGateway.Tests.Foundation.Settings;

namespace McpGateway.Tests.Identity.Providers;

public sealed class ProviderFileTests
{
    [Fact]
    public void Apply_Order_IsThatOfTheFileAndThenTheRest()
    {
        const string File = """
            providers:
              partner: { issuer: https://id.partner.example }
              github: { display_name: Our GitHub }
            """;
        var problems = new List<string>();
        var providers = new ProviderEnvironment(TestSettings.Of(), problems).Read().ToList();
        var before = providers.ConvertAll(provider => provider.Name);

        ProviderFile.Apply(File, _ => null, providers, problems);

        Assert.Equal(["partner", "github", .. before.Where(name => name != "github")], providers.Select(provider => provider.Name));
        Assert.Empty(problems);
    }
}
