using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Web.Credentials;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Which fields a choice shows, and what becomes of a secret.</summary>
public sealed class EgressChoicesTests
{
    [Theory]
    [InlineData(EgressMode.UserOAuth, true, false, false)]
    [InlineData(EgressMode.TokenExchange, false, true, false)]
    [InlineData(EgressMode.ClientCredentials, false, false, true)]
    [InlineData(EgressMode.None, false, false, false)]
    public void Mode_Chosen_IsOneOnly(string mode, bool isOfUsers, bool isExchange, bool isOwn)
    {
        var fields = new EgressFields();

        fields.Choose(mode);

        Assert.Equal((isOfUsers, isExchange, isOwn), (fields.IsOfUsers, fields.IsExchange, fields.IsOwn));
        Assert.Contains(fields.Provider, EgressChoices.ProvidersOf(mode));
    }

    [Theory]
    [InlineData(EgressChoices.Upstream, false, false, true)]
    [InlineData(EgressChoices.Custom, true, false, true)]
    [InlineData(EgressChoices.Microsoft, false, true, false)]
    [InlineData("google", false, false, false)]
    public void Provider_Chosen_ShowsItsFields(string provider, bool isCustom, bool hasTenant, bool hasIssuer)
    {
        var fields = new EgressFields { Mode = EgressMode.UserOAuth, Provider = provider };

        Assert.Equal((isCustom, hasTenant, hasIssuer), (fields.IsCustom, fields.HasTenant, fields.HasIssuer));
    }

    [Theory]
    [InlineData(EgressMode.UserOAuth, EgressChoices.Upstream, false)]
    [InlineData(EgressMode.UserOAuth, "google", true)]
    [InlineData(EgressMode.ClientCredentials, EgressChoices.Upstream, true)]
    [InlineData(EgressMode.TokenExchange, EgressChoices.Custom, true)]
    public void Client_IsNeeded_WhereTheGatewayCannotRegisterItself(string mode, string provider, bool expected) =>
        Assert.Equal(expected, new EgressFields { Mode = mode, Provider = provider }.NeedsClient);

    [Theory]
    [InlineData("", false, null)]
    [InlineData("   ", false, null)]
    [InlineData("", true, "")]
    [InlineData("  new ", false, "new")]
    [InlineData("new", true, "new")]
    public void Secret_Sent_KeepsReplacesOrRemoves(string typed, bool removes, string? sent) =>
        Assert.Equal(sent, new EgressFields { ClientSecret = typed, RemovesSecret = removes }.SecretToSend);

    /// <summary>What is stored as a key is never taken for a secret that is sent, nor the other way round.</summary>
    [Theory]
    [InlineData(EgressChoices.PrivateKey, true, true, true)]
    [InlineData("client_secret_post", true, true, false)]
    [InlineData(EgressChoices.PrivateKey, false, false, false)]
    public void StoredSecret_IsAKey_WhenItWasStoredAsOne(string method, bool isStored, bool hasSecret, bool hasKey)
    {
        var fields =
            EgressFields.Of(new()
            {
                Mode = EgressMode.ClientCredentials,
                Provider = EgressChoices.Custom,
                ClientAuthentication = method,
                HasClientSecret = isStored
            });

        Assert.Equal((hasSecret, hasKey), (fields.HasStoredSecret, fields.HasStoredKey));
        Assert.Equal("", fields.ClientSecret);
    }

    [Fact]
    public void Choose_AnyMode_ForgetsATypedSecret()
    {
        var fields = new EgressFields { Mode = EgressMode.UserOAuth, ClientSecret = "typed" };

        fields.Choose(EgressMode.UserOAuth);

        Assert.Null(fields.SecretToSend);
    }

    [Fact]
    public void Choose_ProviderThatTheModeTakes_IsKept()
    {
        var fields = new EgressFields { Mode = EgressMode.UserOAuth, Provider = EgressChoices.Microsoft };

        fields.Choose(EgressMode.ClientCredentials);

        Assert.Equal(EgressChoices.Microsoft, fields.Provider);
    }

    [Fact]
    public void ToView_BlankFields_AreNotStated()
    {
        var view = new EgressFields
        {
            Mode = EgressMode.UserOAuth,
            Provider = EgressChoices.Custom,
            ClientId = "  ",
            Issuer = " ",
            TokenEndpoint = " https://t.example ",
        }.ToView();

        Assert.Null(view.ClientId);
        Assert.Null(view.Issuer);
        Assert.Null(view.Resource);
        Assert.Equal("https://t.example", view.TokenEndpoint);
    }
}
