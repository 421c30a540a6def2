using McpGateway.Core.Audit.Changes;
using McpGateway.Tests.Architecture;

namespace McpGateway.Tests.Audit;

/// <summary>Whoever adds a kind of documents decides whether it is audited.</summary>
public sealed class AuditedKindsTests
{
    [Fact]
    public void Lists_EveryKind_IsInExactlyOne()
    {
        var kinds = DocumentKinds.All().Select(static kind => kind.Name).ToArray();

        Assert.Equal(
            kinds.Order(StringComparer.Ordinal),
            AuditedKinds.Rules.Keys.Concat(AuditedKinds.Technical.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rules_OfSealedKinds_ShowNothingWithASecretName()
    {
        var isSealed = DocumentKinds.All().Where(static kind => kind.IsSealed).Select(static kind => kind.Name).ToHashSet();
        Assert.All(
            AuditedKinds.Rules.Where(rule => isSealed.Contains(rule.Key)),
            static rule => Assert.DoesNotContain(rule.Value.Shown, static name =>
                name is "password_hash" or "private_key" or "client_secret" or "access_token" or "refresh_token" or "value" or "token"));
        Assert.All(
            AuditedKinds.Rules.Where(rule => !isSealed.Contains(rule.Key)), static rule => Assert.Empty(rule.Value.Shown));
    }

    [Fact]
    public void Find_KindThatNobodyThoughtOf_IsAudited() => Assert.Equal("novelties", AuditedKinds.Find("novelties")?.ResourceType);
}
