import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Prints each rule of the named standards ("ua1,3a") that a file breaks, once, and last how many things were checked. */
public class Validate {
    public static void main(String[] given) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        for (String standard : given[0].split(",")) {
            ValidationResult result = validate(given[1], PDFAFlavour.byFlavourId(standard));
            TreeMap<String, String> broken = new TreeMap<>();
            for (TestAssertion check : result.getTestAssertions()) {
                if (check.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = check.getRuleId().getClause() + "-" + check.getRuleId().getTestNumber();
                    broken.putIfAbsent(standard + " " + rule, check.getMessage());
                }
            }
            broken.forEach((rule, message) -> System.out.println("broken\t" + rule + "\t" + message));
            System.out.println("checked\t" + result.getTotalAssertions());
        }
    }

    private static ValidationResult validate(String file, PDFAFlavour flavour) throws Exception {
        try (InputStream in = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour)) {
            return Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
        }
    }
}
