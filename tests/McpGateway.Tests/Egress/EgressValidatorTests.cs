using System.Security.Cryptography;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;

namespace McpGateway.Tests.Egress;

/// <summary>Which settings can work, and which changes may keep the secret that is stored.</summary>
public sealed class EgressValidatorTests
{
    private const string Issuer = "https://id.example.org";

    private static readonly Dictionary<string, (EgressSettingsRecord Settings, string Field)> Problems = new(StringComparer.Ordinal)
    {
        ["unknown mode"] = (EgressRig.Settings("cookies"), "mode"),
        ["mode in capitals"] = (EgressRig.Settings("User_OAuth"), "mode"),
        ["unknown provider"] = (EgressRig.Settings(provider: "myspace"), "provider"),
        ["exchange at a preset"] = (EgressRig.Settings(EgressMode.TokenExchange), "provider"),
        ["exchange at the server's own"] = (EgressRig.Settings(EgressMode.TokenExchange, "upstream"), "provider"),
        ["gateway's token at github"] = (EgressRig.Settings(EgressMode.ClientCredentials), "provider"),
        ["tenant elsewhere"] = (EgressRig.Settings() with { Tenant = "common" }, "tenant"),
        ["tenant that leaves its place"] = (EgressRig.Settings(provider: "microsoft") with { Tenant = "a/../b" }, "tenant"),
        ["tenant with a query"] = (EgressRig.Settings(provider: "microsoft") with { Tenant = "a?b" }, "tenant"),
        ["client method"] = (EgressRig.Settings() with { ClientAuthentication = "tls_client_auth" }, "client_authentication"),
        ["token endpoint of a preset"] = (EgressRig.Settings() with { TokenEndpoint = Issuer }, "token_endpoint"),
        ["revocation of a preset"] = (EgressRig.Settings() with { RevocationEndpoint = Issuer }, "revocation_endpoint"),
        ["consent in the clear"] = (Custom() with { AuthorizationEndpoint = "http://id.example.org" }, "authorization_endpoint"),
        ["token in the clear"] = (Custom() with { TokenEndpoint = "http://id.example.org" }, "token_endpoint"),
        ["token with a user"] = (Custom() with { TokenEndpoint = "https://a@id.example.org" }, "token_endpoint"),
        ["revocation at the cloud"] = (Custom() with { RevocationEndpoint = "https://169.254.169.254" }, "revocation_endpoint"),
        ["custom without consent"] = (Custom() with { AuthorizationEndpoint = null }, "authorization_endpoint"),
        ["custom without tokens"] = (Custom() with { TokenEndpoint = null }, "token_endpoint"),
        ["relative resource"] = (Custom() with { Resource = "mcp" }, "resource"),
        ["resource with a fragment"] = (Custom() with { Resource = "https://mcp.example.org/#a" }, "resource"),
        ["no client at a preset"] = (EgressRig.Settings() with { ClientId = null }, "client_id"),
        ["no client for an exchange"] = (Custom(EgressMode.TokenExchange) with { ClientId = null }, "client_id"),
        ["no client for the gateway"] = (Custom(EgressMode.ClientCredentials) with { ClientId = null }, "client_id"),
        ["secret of nobody"] = (EgressRig.Settings(provider: "upstream") with { ClientId = null, ClientSecret = "s" }, "client_secret"),
        ["secret of two lines"] = (EgressRig.Settings() with { ClientSecret = "a\nb" }, "client_secret"),
        ["no key"] = (EgressRig.Settings() with { ClientSecret = "s", ClientAuthentication = "private_key_jwt" }, "client_secret"),
    };

    private static readonly Dictionary<string, EgressSettingsRecord> Usable = new(StringComparer.Ordinal)
    {
        ["preset"] = EgressRig.Settings() with { ClientSecret = "s" },
        ["off"] = EgressRig.Settings(EgressMode.None, "upstream") with { ClientId = null },
        ["tenant"] = EgressRig.Settings(provider: "microsoft") with { Tenant = "contoso.on-line.com" },
        ["the server's own, registered by itself"] = EgressRig.Settings(provider: "upstream") with { ClientId = null },
        ["custom"] = Custom() with { RevocationEndpoint = Issuer + "/revoke", Resource = "https://mcp.example.org/mcp" },
        ["exchange without consent"] = Custom(EgressMode.TokenExchange) with { AuthorizationEndpoint = null },
        ["gateway's token at microsoft"] = EgressRig.Settings(EgressMode.ClientCredentials, "microsoft"),
        ["key"] = EgressRig.Settings() with { ClientSecret = Key(), ClientAuthentication = "private_key_jwt" },
    };

    private static readonly Dictionary<string, (EgressSettingsRecord After, bool MayKeep)> Changes = new(StringComparer.Ordinal)
    {
        ["nothing"] = (Stated(), true),
        ["mode"] = (Stated() with { Mode = EgressMode.ClientCredentials }, true),
        ["scopes"] = (Stated() with { Scopes = ["mail"] }, true),
        ["consent"] = (Stated() with { AuthorizationEndpoint = Issuer + "/other" }, true),
        ["other way of sending it"] = (Stated() with { ClientAuthentication = "client_secret_post" }, true),
        ["server elsewhere"] = (Stated() with { Origins = ["https://other.example.org"] }, true),
        ["provider"] = (Stated() with { Provider = "github" }, false),
        ["tenant"] = (Stated() with { Tenant = "other" }, false),
        ["token endpoint"] = (Stated() with { TokenEndpoint = "https://other.example.org/token" }, false),
        ["revocation endpoint"] = (Stated() with { RevocationEndpoint = "https://other.example.org/revoke" }, false),
        ["client"] = (Stated() with { ClientId = "other" }, false),
        ["client in capitals"] = (Stated() with { ClientId = "GATEWAY" }, false),
        ["key from a secret"] = (Stated() with { ClientAuthentication = "private_key_jwt" }, false),
    };

    public static TheoryData<string> ProblemNames => [.. Problems.Keys];

    public static TheoryData<string> UsableNames => [.. Usable.Keys];

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(ProblemNames))]
    public void ProblemsOf_WhatCannotWork_NamesTheField(string what) =>
        Assert.Equal([Problems[what].Field], FieldsOf(Problems[what].Settings));

    [Theory]
    [MemberData(nameof(UsableNames))]
    public void ProblemsOf_WhatCanWork_IsNone(string what) => Assert.Empty(FieldsOf(Usable[what]));

    [Theory]
    [InlineData(null, EgressMode.UserOAuth, false)]
    [InlineData("inprocess://mcpgw/mcp", EgressMode.UserOAuth, false)]
    [InlineData(null, EgressMode.None, true)]
    [InlineData("https://mcp.example.org/mcp", EgressMode.UserOAuth, true)]
    public void ProblemsOf_ServerWithoutAnAddress_AreOfTheMode(string? address, string mode, bool isUsable) =>
        Assert.Equal(isUsable ? [] : ["mode"], FieldsOf(EgressRig.Settings(mode), address));

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void MayKeepSecret_Change_OnlyForTheSameClientAtTheSamePlace(string what) =>
        Assert.Equal(Changes[what].MayKeep, EgressValidator.MayKeepSecret(Stated(), Changes[what].After));

    /// <summary>There the server's address says who gets the secret.</summary>
    [Fact]
    public void MayKeepSecret_ServerThatNamesItsProviderMoved_IsFalse()
    {
        var before = EgressRig.Settings(provider: "upstream") with { ClientSecret = "s" };

        Assert.True(EgressValidator.MayKeepSecret(before, before with { Scopes = ["mail"] }));
        Assert.False(EgressValidator.MayKeepSecret(before, before with { Origins = ["https://other.example.org"] }));
    }

    /// <summary>A key stays a key: it must not become a secret that is sent.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("client_secret_basic")]
    [InlineData("none")]
    public void MayKeepSecret_KeyThatBecomesASecret_IsFalse(string? method)
    {
        var before = Stated() with { ClientSecret = Key(), ClientAuthentication = "private_key_jwt" };

        Assert.False(EgressValidator.MayKeepSecret(before, before with { ClientAuthentication = method }));
        Assert.True(EgressValidator.MayKeepSecret(before, before with { Audience = "other" }));
    }

    private static List<string> FieldsOf(EgressSettingsRecord settings, string? address = "https://mcp.example.org/mcp")
    {
        using var rig = new EgressRig();
        return [.. rig.Get<EgressValidator>().ProblemsOf(settings, EgressTarget.Of(EgressRig.Server(address)))
            .Select(static problem => problem.Field)];
    }

    private static EgressSettingsRecord Custom(string mode = EgressMode.UserOAuth) => EgressRig.Settings(mode, "custom") with
    {
        AuthorizationEndpoint = Issuer + "/authorize",
        TokenEndpoint = Issuer + "/token",
    };

    private static EgressSettingsRecord Stated() => Custom() with { RevocationEndpoint = Issuer + "/revoke", ClientSecret = "s" };

    private static string Key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
