using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Providers;

namespace McpGateway.Tests.Identity.Providers;

/// <summary>Who somebody is by the claims of a provider, and which groups these are worth here.</summary>
public sealed class ProviderUserTests
{
    [Theory]
    [InlineData("OpenIdConnect", """{"sub":"s1"}""", "s1")]
    [InlineData("Keycloak", """{"sub":"s1","oid":"o1"}""", "s1")]
    [InlineData("Entra", """{"sub":"s1","oid":"o1"}""", "o1")]
    [InlineData("Entra", """{"sub":"s1"}""", "s1")]
    [InlineData("Entra", """{"sub":"s1","oid":""}""", "s1")]
    [InlineData("Entra", """{"sub":"s1","oid":7}""", "s1")]
    [InlineData("GitHub", """{"id":4711,"sub":"s1"}""", "4711")]
    [InlineData("GitHub", """{"id":"4711"}""", null)]
    [InlineData("GitHub", """{"sub":"s1"}""", null)]
    [InlineData("OpenIdConnect", """{"sub":""}""", null)]
    [InlineData("OpenIdConnect", """{"sub":5}""", null)]
    [InlineData("OpenIdConnect", """{"sub":null}""", null)]
    [InlineData("OpenIdConnect", """{"sub":"a\nb"}""", null)]
    [InlineData("OpenIdConnect", """{"sub":["s1"]}""", null)]
    [InlineData("Google", """{}""", null)]
    public void Of_Subject_IsTheOneThatTheProviderNeverReuses(string kind, string claims, string? expected) =>
        Assert.Equal(expected, Of(claims, Provider(Enum.Parse<ProviderKind>(kind)))?.Subject);

    [Fact]
    public void Of_Subject_LongerThan256_NamesNobody()
    {
        Assert.NotNull(Of($$"""{"sub":"{{new string('a', 256)}}"}"""));
        Assert.Null(Of($$"""{"sub":"{{new string('a', 257)}}"}"""));
        Assert.Null(Of($$"""{"id":1{{new string('0', 256)}}}""", Provider(ProviderKind.GitHub)));
    }

    [Theory]
    [InlineData("""{"sub":"s1","preferred_username":"ann","email":"a@b.example"}""", "ann")]
    [InlineData("""{"sub":"s1","email":"a@b.example"}""", "a@b.example")]
    [InlineData("""{"sub":"s1","preferred_username":"","email":"a@b.example"}""", "a@b.example")]
    [InlineData("""{"sub":"s1","preferred_username":"a\u0000b","email":7}""", "s1")]
    [InlineData("""{"sub":"s1","preferred_username":["ann"]}""", "s1")]
    [InlineData("""{"sub":"s1"}""", "s1")]
    public void Of_UserName_IsTheFirstClaimThatIsAText(string claims, string expected) =>
        Assert.Equal(expected, Of(claims)!.UserName);

    [Theory]
    [InlineData("""{"sub":"s1","groups":["a","b"],"roles":["c"]}""", "a b")]
    [InlineData("""{"sub":"s1","groups":[],"roles":["c"]}""", "c")]
    [InlineData("""{"sub":"s1","groups":["a",1],"roles":["c"]}""", "c")]
    [InlineData("""{"sub":"s1","groups":{"a":1},"roles":"c"}""", "c")]
    [InlineData("""{"sub":"s1","groups":["ops"]}""", "ops admins staff")]
    [InlineData("""{"sub":"s1","groups":["ops","admins","ops"]}""", "ops admins staff")]
    [InlineData("""{"sub":"s1","groups":["OPS"]}""", "OPS")]
    [InlineData("""{"sub":"s1"}""", "")]
    public void Of_Groups_AreThoseOfTheFirstClaimThatNamesSome(string claims, string expected) =>
        Assert.Equal(expected, string.Join(' ', Of(claims)!.Groups));

    [Theory]
    [InlineData("/a", "a")]
    [InlineData("a", "a")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("a/b", "a/b")]
    [InlineData("/", "/")]
    [InlineData("//a", "//a")]
    [InlineData("/ops", "ops admins staff")]
    public void Of_KeycloakPath_IsAPlainNameOnTheFirstLevelOnly(string stated, string expected) =>
        Assert.Equal(expected, string.Join(' ', Of($$"""{"sub":"s1","groups":["{{stated}}"]}""", Provider(ProviderKind.Keycloak))!.Groups));

    [Fact]
    public void Of_PathOfAnotherProvider_StaysAsItIs() =>
        Assert.Equal(["/a"], Of("""{"sub":"s1","groups":["/a"]}""", Provider(ProviderKind.OpenIdConnect))!.Groups);

    [Theory]
    [InlineData("GitHub")]
    [InlineData("Google")]
    public void Map_NamesThatAnybodyCanTake_CountOnlyWhereMapped(string kind)
    {
        var provider = Provider(Enum.Parse<ProviderKind>(kind));

        Assert.Equal(["admins", "staff"], ProviderUser.Map(provider, ["ops", "admins-of-a-stranger", "admins"]));
        Assert.Empty(ProviderUser.Map(provider, ["registry-admins"]));
    }

    /// <summary>Nothing becomes a group that was neither stated nor mapped, and none twice.</summary>
    [Fact]
    public void Map_AnyStatedNames_AddOnlyWhatIsMapped()
    {
        var names = Gen.Elements("ops", "Ops", "staff", "admins", "a", "", "/ops").ListOf().ToArbitrary();
        Prop.ForAll(names, stated => Enum.GetValues<ProviderKind>().All(kind =>
        {
            var groups = ProviderUser.Map(Provider(kind), stated);
            string[] mapped = stated.Contains("ops") ? ["admins", "staff"] : [];
            var allowed = kind is ProviderKind.GitHub or ProviderKind.Google ? mapped : stated.Concat(mapped);
            return groups.ToHashSet().SetEquals(allowed) && groups.Distinct().Count() == groups.Count;
        })).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_MailAndName_AreTakenFromTheConfiguredClaims()
    {
        var provider = Provider(ProviderKind.OpenIdConnect) with { EmailClaim = "mail", NameClaim = "cn" };

        var user = Of("""{"sub":"s1","mail":"m@x.example","cn":"Ann","email":"other@x.example","name":"Other"}""", provider)!;

        Assert.Equal(("m@x.example", "Ann"), (user.Email, user.Name));
        Assert.Null(Of("""{"sub":"s1","email":"other@x.example"}""", provider)!.Email);
    }

    private static ProviderUser? Of(string claims, ProviderDefinition? provider = null) =>
        ProviderUser.Of(provider ?? Provider(ProviderKind.OpenIdConnect), JsonElement.Parse(claims));

    private static ProviderDefinition Provider(ProviderKind kind) => new()
    {
        Name = "idp",
        DisplayName = "Identity provider",
        Kind = kind,
        ClientId = "web",
        Scopes = [],
        UserNameClaims = ["preferred_username", "email"],
        GroupsClaims = ["groups", "roles"],
        GroupMappings = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["ops"] = ["admins", "staff"] },
    };
}
