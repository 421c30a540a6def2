using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Foundation.Settings;

public sealed class OptionsChecksTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Range_Bounds_AreAllowed(int value, bool isAllowed)
    {
        var problems = new ValidateOptionsResultBuilder();

        problems.Range("Part:Count", value, 1, 5);

        Assert.Equal(isAllowed, problems.Build().Succeeded);
    }

    [Fact]
    public void Range_OutOfRange_NamesKeyAndBoundsAsTheyCanBeWritten()
    {
        var problems = new ValidateOptionsResultBuilder();

        problems.Range("Part:Delay", TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromDays(2));
        problems.Range("Part:Weight", double.NaN, 0.5, 1);
        problems.Range("Part:Count", 1_000_000, 1, 100_000);

        Assert.Equal(
            [
                "Part:Delay must be between 00:00:00.05 and 2.00:00:00.",
                "Part:Weight must be between 0.5 and 1.",
                "Part:Count must be between 1 and 100000.",
            ],
            problems.Build().Failures);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "Part:Name must not be empty.")]
    public void Require_WhatDoesNotHold_IsASentenceThatBeginsWithTheKey(bool holds, string? problem)
    {
        var problems = new ValidateOptionsResultBuilder();

        problems.Require(holds, "Part:Name", "must not be empty.");

        Assert.Equal(problem, problems.Build().Failures?.Single());
    }
}
