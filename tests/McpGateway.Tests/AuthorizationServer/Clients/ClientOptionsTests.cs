using McpGateway.AuthorizationServer;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.Identity.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.AuthorizationServer.Clients;

public sealed class ClientOptionsTests
{
    [Theory]
    [InlineData("id", "a secret of at least thirty-two characters", "https://c.example/", "", null)]
    [InlineData("id", null, "https://c.example/", "", null)]
    [InlineData("id", "a secret of at least thirty-two characters", "", "staff", null)]
    [InlineData("", null, "https://c.example/", "", "OAuth:Clients:0:ClientId")]
    [InlineData("bad id", null, "https://c.example/", "", "OAuth:Clients:0:ClientId")]
    [InlineData("id", "too short", "https://c.example/", "", "OAuth:Clients:0:ClientSecret")]
    [InlineData("id", null, "", "staff", "OAuth:Clients:0:Groups")]
    [InlineData("id", "a secret of at least thirty-two characters", "", "", "OAuth:Clients:0 needs RedirectUris")]
    [InlineData("id", null, "http://evil.example/", "", "OAuth:Clients:0:RedirectUris")]
    public void ManagedClient_Options_NameTheKeyAndNoSecret(string id, string? secret, string redirect, string group, string? problem)
    {
        var client = new ConfiguredClient { ClientId = id, ClientSecret = secret };
        Add(client.RedirectUris, redirect);
        Add(client.Groups, group);
        var options = new ManagedClientOptions();
        options.Clients.Add(client);

        var judged = new ManagedClientOptionsValidator(Options.Create(new OAuthOptions())).Validate(null, options);

        Assert.Equal(problem is null, judged.Succeeded);
        Assert.Contains(problem ?? "", judged.FailureMessage ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("too short", judged.FailureMessage ?? "", StringComparison.Ordinal);

        static void Add(ICollection<string> list, string value)
        {
            if (value.Length > 0)
            {
                list.Add(value);
            }
        }
    }

    [Fact]
    public void ManagedClient_IdUsedTwice_IsRefusedForTheSecond()
    {
        var options = new ManagedClientOptions();
        for (var index = 0; index < 2; index++)
        {
            var client = new ConfiguredClient { ClientId = "same" };
            client.RedirectUris.Add("https://c.example/");
            options.Clients.Add(client);
        }

        var judged = new ManagedClientOptionsValidator(Options.Create(new OAuthOptions())).Validate(null, options);

        Assert.Contains("OAuth:Clients:1:ClientId", Assert.Single(judged.Failures!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessTokenLifetime", "00:00:01", "01:00:00", "00:00:00.9", "01:00:01")]
    [InlineData("RefreshTokenLifetime", "01:00:00", "365.00:00:00", "00:59:59", "365.00:00:01")]
    [InlineData("RefreshRepeatWindow", "00:00:00", "00:01:00", "-00:00:01", "00:01:01")]
    [InlineData("DeviceCodeLifetime", "00:01:00", "01:00:00", "00:00:59", "01:00:01")]
    public void OAuthOptions_Lifetime_HasBounds(string key, string least, string most, string tooLittle, string tooMuch)
    {
        Assert.All([least, most], value => Assert.True(Judge(value).Succeeded));
        Assert.All([tooLittle, tooMuch], value => Assert.Contains("OAuth:" + key, Judge(value).FailureMessage, StringComparison.Ordinal));

        ValidateOptionsResult Judge(string value)
        {
            var options = new OAuthOptions();
            typeof(OAuthOptions).GetProperty(key)!.SetValue(
                options, TimeSpan.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
            return new OAuthOptionsValidator().Validate(null, options);
        }
    }

    [Theory]
    [InlineData(0, "a", null, "OAuth:AnonymousRequestsPerHour")]
    [InlineData(100_001, "a", null, "OAuth:AnonymousRequestsPerHour")]
    [InlineData(1, "a", null, null)]
    [InlineData(100_000, "a b", "https://docs.example/", null)]
    [InlineData(1, "", null, "MCP_ADVERTISED_SCOPES")]
    [InlineData(1, "a\"b", null, "MCP_ADVERTISED_SCOPES")]
    [InlineData(1, "a", "docs", "MCP_RESOURCE_DOCUMENTATION_URL")]
    public void OAuthOptions_Others_NameTheirKey(int requests, string scopes, string? page, string? problem)
    {
        var options = new OAuthOptions { AnonymousRequestsPerHour = requests, AdvertisedScopes = scopes, ResourceDocumentationUrl = page };

        var judged = new OAuthOptionsValidator().Validate(null, options);

        Assert.Equal(problem is null, judged.Succeeded);
        Assert.Contains(problem ?? "", judged.FailureMessage ?? "", StringComparison.Ordinal);
    }
}
