using System.Globalization;
using AgentSupport.Trips;
using FsCheck;
using FsCheck.Fluent;

namespace McpGateway.IntegrationTests.Samples;

/// <summary>The rules by which the sample agents read a trip.</summary>
public sealed class TripTextTests
{
    [Theory]
    [InlineData("two people from Berlin to Tokyo on 2027-03-04, return 2027-03-12", "Berlin|Tokyo|2027-03-04|2027-03-12|2|")]
    [InlineData("Please book me from new york to San Francisco for 1 person, 2027-03-04.", "new york|San Francisco|2027-03-04||1|")]
    [InlineData("I want to fly from Berlin", "Berlin|||||")]
    [InlineData("I want to fly to Lisbon back on 2027-03-12", "|Lisbon||2027-03-12||")]
    [InlineData("from Paris to London on 2027-02-30", "Paris|London||||")]
    [InlineData("3 travellers, names: Ada Lovelace, Alan Turing and Grace O'Hopper", "||||3|Ada Lovelace;Alan Turing;Grace O'Hopper")]
    [InlineData("names are Ada; <script>; Alan", "|||||Ada;Alan")]
    [InlineData("zero people to nowhere", "|||||")]
    [InlineData("", "|||||")]
    public void Read_AText_FindsTheFacts(string text, string expected) => Assert.Equal(expected, Shown(TripText.Read(text)));

    [Theory]
    [InlineData("Berlin", TripFact.From, "Berlin|||||")]
    [InlineData("to new york.", TripFact.To, "|new york||||")]
    [InlineData("two", TripFact.Travellers, "||||2|")]
    [InlineData("Ada Lovelace and Alan Turing", TripFact.Names, "|||||Ada Lovelace;Alan Turing")]
    [InlineData("12 monkeys; none", TripFact.To, "|||||")]
    public void Read_ABareAnswer_IsWhatWasAsked(string text, TripFact asked, string expected) =>
        Assert.Equal(expected, Shown(TripText.Read(text, asked)));

    [Fact]
    public void Read_AnyText_AnswersWithPartsOfIt() => Prop.ForAll<string?, TripFact>((text, asked) =>
    {
        var trip = TripText.Read(text ?? "", asked);
        return (trip.From is null || text!.Contains(trip.From, StringComparison.Ordinal))
            && (trip.Names is null || trip.Names.All(name => text!.Contains(name, StringComparison.Ordinal)))
            && trip.Travellers is null or (> 0 and < 100);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("from a ")]
    [InlineData("to A b ")]
    [InlineData("names: a and ")]
    [InlineData("return return back ")]
    public void Read_ALongText_IsQuick(string part) =>
        _ = TripText.Read(string.Concat(Enumerable.Repeat(part, 100_000)), TripFact.Names);

    private static string Shown(Trip trip) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trip.From}|{trip.To}|{trip.Departure:yyyy-MM-dd}|{trip.Return:yyyy-MM-dd}|{trip.Travellers}|{Names(trip)}");

    private static string Names(Trip trip) => string.Join(';', trip.Names ?? []);
}
