using System.Collections.Frozen;

namespace McpGateway.Core.Discovery.Text;

/// <summary>Words that carry no topic. Taken out of documents and queries alike; the phrases of asking only out of queries.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Everywhere = Words(
        """
        a an the this that these those it its itself they them their theirs he him his she her hers we us our ours you your
        yours i me my mine myself
        is are was were be been being am has have had having do does did doing done will would shall should can could may might must ought
        and or but nor not no if then else than so as at by for from in into of off on onto out over to up down with within
        without about above below
        under again further once here there when where why how what which who whom whose while because until since during before
        after between
        through against both each few more most other others some such only own same too very just also any all ever every either neither
        s t d ll m re ve y don didn doesn isn aren wasn weren hasn haven hadn won wouldn shouldn couldn can cannot e g eg ie etc
        via per upon
        im ive id youre youd youve hes shes theyre weve wont dont doesnt didnt isnt arent wasnt cant couldnt wouldnt shouldnt
        lets thats whats theres
        """);

    private static readonly FrozenSet<string> InQueries = Words(
        """
        please pls thanks thank hi hello hey dear ok okay sure kindly maybe perhaps
        want wants wanted need needs needed like likes wish hope hoping looking look able help helps helping assist assistance tell know let
        interested wondering wonder curious trying try going go gonna way ways able possible really actually currently specifically
        suggest suggestion suggestions recommend recommendation recommendations provide give show something anything someone
        much many lot lots bit good great best well right now kind thing things stuff
        """);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EverywhereLookup =
        Everywhere.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> InQueriesLookup =
        InQueries.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word, bool isQuery) =>
        EverywhereLookup.Contains(word) || (isQuery && InQueriesLookup.Contains(word));

    private static FrozenSet<string> Words(string list) =>
        list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
