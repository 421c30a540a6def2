using System.Text.Json;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Web.Credentials;

namespace McpGateway.Tests.Web.Pages;

public sealed class EgressFieldsTests
{
    /// <summary>The modes and the providers that each of them takes.</summary>
    public static TheoryData<string, string> Choices =>
    [
        .. from mode in new[] { EgressMode.UserOAuth, EgressMode.TokenExchange, EgressMode.ClientCredentials }
           from provider in EgressChoices.ProvidersOf(mode)
           select (mode, provider),
    ];

    [Theory]
    [MemberData(nameof(Choices))]
    public void OpenedAndSaved_WhateverTheApiStored_IsTheSame(string mode, string provider)
    {
        foreach (var method in EgressChoices.ClientMethods)
        {
            var stored = Full(mode, provider) with { ClientAuthentication = method };
            var fields = EgressFields.Of(stored);

            Assert.Equal(Text(stored), Text(fields.ToView()));
            Assert.Null(fields.SecretToSend);
        }
    }

    [Fact]
    public void AnotherMode_WhatItDoesNotShow_IsLeftOut()
    {
        var fields = EgressFields.Of(Full(EgressMode.UserOAuth, "google"));

        fields.Choose(EgressMode.ClientCredentials);
        var view = fields.ToView();

        Assert.Equal(EgressChoices.Upstream, view.Provider);
        Assert.Null(view.Tenant);
        Assert.Null(view.AuthorizationEndpoint);
        Assert.Null(view.TokenEndpoint);
    }

    [Theory]
    [InlineData("client_secret_post", "private_key_jwt", null)]
    [InlineData("private_key_jwt", "none", null)]
    [InlineData("client_secret_post", "client_secret_basic", "typed")]
    public void AnotherMethod_TypedSecret_StaysOnlyInTheSameField(string before, string after, string? expected)
    {
        var fields = EgressFields.Of(Full(EgressMode.ClientCredentials, "custom") with { ClientAuthentication = before });
        fields.ClientSecret = "typed";

        fields.Authenticate(after);

        Assert.Equal(expected, fields.SecretToSend);
    }

    [Theory]
    [InlineData("read write", "read|write")]
    [InlineData("read, write,", "read|write")]
    [InlineData("read,all\n write", "read,all|write")]
    [InlineData(" , ", "")]
    public void Scopes_AsPeopleTypeThem_AreNames(string typed, string expected)
    {
        var fields = EgressFields.Of(Full(EgressMode.ClientCredentials, "upstream"));

        fields.Scopes = typed;

        Assert.Equal(expected, string.Join('|', fields.ToView().Scopes));
    }

    private static EgressView Full(string mode, string provider) => new()
    {
        Mode = mode,
        Provider = provider,
        Tenant = "a-tenant",
        Issuer = "https://issuer.example",
        AuthorizationEndpoint = "https://issuer.example/authorize",
        TokenEndpoint = "https://issuer.example/token",
        RevocationEndpoint = "https://issuer.example/revoke",
        ClientId = "gateway",
        Scopes = ["read,all", "write"],
        Resource = "https://peer.example/mcp",
        Audience = "peer-api",
    };

    private static string Text(EgressView view) => JsonSerializer.Serialize(view);
}
