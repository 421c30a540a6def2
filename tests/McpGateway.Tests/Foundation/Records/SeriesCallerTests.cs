using FsCheck;
using FsCheck.Fluent;
using McpGateway.Foundation.Records;

namespace McpGateway.Tests.Foundation.Records;

public sealed class SeriesCallerTests
{
    [Theory]
    [InlineData("team/mail", "local:ann", "ann", "team/mail local:ann ann")]
    [InlineData("mail", "oidc:a b", "Ann B. C", "mail oidc:a%20b Ann B. C")]
    [InlineData("mail", "oidc:a%20b", "", "mail oidc:a%2520b ")]
    public void Key_OfACaller_IsReadAgain(string server, string subject, string user, string key)
    {
        var caller = new SeriesCaller(server, subject, user);

        Assert.Equal(key, caller.ToKey());
        Assert.Equal(caller, SeriesCaller.Read(key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mail")]
    [InlineData("mail local:ann")]
    public void Read_WhatIsNoKey_IsNothing(string? key) => Assert.Null(SeriesCaller.Read(key));

    /// <summary>Whatever somebody is called: their key is not read as another's.</summary>
    [Fact]
    public void Key_OfAnybody_IsTheirsAlone() => Prop.ForAll<NonNull<string>, NonNull<string>>((subject, user) =>
    {
        var caller = new SeriesCaller("mail", subject.Get, user.Get);

        Assert.Equal(caller, SeriesCaller.Read(caller.ToKey()));
    }).QuickCheckThrowOnFailure();
}
