#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace aula::test {

/// Writes PDF files by hand, object by object; the first object added is number 1.
class pdf_writer {
public:
    int add(const std::string& object) {
        objects_.push_back(object);
        return static_cast<int>(objects_.size());
    }
    int add_stream(const std::string& content, const std::string& more = {}) {
        return add(
            "<</Length " + std::to_string(content.size()) + more + ">>\nstream\n" + content +
            "\nendstream"
        );
    }
    void set(int number, const std::string& object) {
        objects_[static_cast<std::size_t>(number) - 1] = object;
    }

    /// The whole file; `root` is the number of the catalog, `info` of the document information (0:
    /// none).
    std::string text(int root, int info = 0) const {
        std::string out = "%PDF-1.4\n";
        std::string table =
            "xref\n0 " + std::to_string(objects_.size() + 1) + "\n0000000000 65535 f \n";
        int number = 0;
        for (const auto& object : objects_) {
            char entry[21];
            std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", out.size());
            table += entry;
            out += std::to_string(++number) + " 0 obj\n" + object + "\nendobj\n";
        }
        const auto start = out.size();
        out += table + "trailer\n<</Size " + std::to_string(objects_.size() + 1) + "/Root " +
               std::to_string(root) + " 0 R";
        if (info != 0) out += "/Info " + std::to_string(info) + " 0 R";
        return out + ">>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
    }

private:
    std::vector<std::string> objects_;
};

struct pdf_page {
    std::string words = "Page";
    std::string box = "0 0 400 225";
    std::string more = {};     ///< Further entries of the page, such as `/Rotate 90`.
    std::string drawing = {};  ///< In place of the words; `/F` is Helvetica, `/M` is Courier.
};

/// One page for each element, with its words in Helvetica or its drawing.
inline std::string pdf_of(const std::vector<pdf_page>& pages, const std::string& title = {}) {
    pdf_writer pdf;
    const int root = pdf.add("<</Type/Catalog/Pages 2 0 R>>");
    const int tree = pdf.add("");
    const int font = pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    const int mono = pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Courier>>");
    std::string kids;
    for (const auto& page : pages) {
        const auto words = "BT /F 24 Tf 40 100 Td (" + page.words + ") Tj ET";
        const int content = pdf.add_stream(page.drawing.empty() ? words : page.drawing);
        const int number = pdf.add(
            "<</Type/Page/Parent 2 0 R/MediaBox[" + page.box + "]/Contents " +
            std::to_string(content) + " 0 R/Resources<</Font<</F " + std::to_string(font) +
            " 0 R/M " + std::to_string(mono) + " 0 R>>>>" + page.more + ">>"
        );
        kids += std::to_string(number) + " 0 R ";
    }
    pdf.set(tree, "<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(pages.size()) + ">>");
    const int info = title.empty() ? 0 : pdf.add("<</Title(" + title + ")>>");
    return pdf.text(root, info);
}

/// A page whose drawing is `content`, with `resources`; both may name further objects of `pdf`.
inline std::string pdf_drawing(
    pdf_writer& pdf, const std::string& content, const std::string& resources
) {
    const int drawing = pdf.add_stream(content);
    const int page = pdf.add("");
    const int tree = pdf.add("<</Type/Pages/Kids[" + std::to_string(page) + " 0 R]/Count 1>>");
    const int root = pdf.add("<</Type/Catalog/Pages " + std::to_string(tree) + " 0 R>>");
    pdf.set(
        page, "<</Type/Page/Parent " + std::to_string(tree) +
                  " 0 R/MediaBox[0 0 400 225]/Contents " + std::to_string(drawing) +
                  " 0 R/Resources<<" + resources + ">>>>"
    );
    return pdf.text(root);
}

/// The words `shown` in one layer and `hidden` in another, which is switched off.
inline std::string pdf_with_layers() {
    pdf_writer pdf;
    const int font = pdf.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    const int on = pdf.add("<</Type/OCG/Name(on)>>");
    const int off = pdf.add("<</Type/OCG/Name(off)>>");
    const auto reference = [](int number) { return std::to_string(number) + " 0 R"; };
    const int drawing = pdf.add_stream(
        "/OC /A BDC BT /F 24 Tf 40 100 Td (shown) Tj ET EMC "
        "/OC /B BDC BT /F 24 Tf 40 50 Td (hidden) Tj ET EMC"
    );
    const int page = pdf.add("");
    const int tree = pdf.add("<</Type/Pages/Kids[" + reference(page) + "]/Count 1>>");
    pdf.set(
        page, "<</Type/Page/Parent " + reference(tree) + "/MediaBox[0 0 400 225]/Contents " +
                  reference(drawing) + "/Resources<</Font<</F " + reference(font) +
                  ">>/Properties<</A " + reference(on) + "/B " + reference(off) + ">>>>>>"
    );
    const int root = pdf.add(
        "<</Type/Catalog/Pages " + reference(tree) + "/OCProperties<</OCGs[" + reference(on) + " " +
        reference(off) + "]/D<</ON[" + reference(on) + "]/OFF[" + reference(off) + "]>>>>>>"
    );
    return pdf.text(root);
}

/// 免疫学 in a Chinese font that the file only names, as older tools write it.
inline std::string pdf_in_chinese() {
    pdf_writer pdf;
    const auto reference = [](int number) { return std::to_string(number) + " 0 R"; };
    const int descriptor = pdf.add(
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/Ascent "
        "880"
        "/ItalicAngle 0/Descent -120/CapHeight 880/StemV 93>>"
    );
    const int characters = pdf.add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor " +
        reference(descriptor) + ">>"
    );
    const int font = pdf.add(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[" +
        reference(characters) + "]>>"
    );
    return pdf_drawing(
        pdf, "BT /F 24 Tf 40 100 Td <514D75AB5B66> Tj ET", "/Font<</F " + reference(font) + ">>"
    );
}

/// One small page that takes 10^depth drawing steps: forms that draw the next form ten times.
inline std::string pdf_that_takes_forever(int depth = 14) {
    pdf_writer pdf;
    int inner = pdf.add_stream("0 0 1 1 re f", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]");
    std::string ten_times;
    for (int i = 0; i < 10; ++i) ten_times += "/X Do ";
    for (int i = 1; i < depth; ++i) {
        inner = pdf.add_stream(
            ten_times, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X " +
                           std::to_string(inner) + " 0 R>>>>"
        );
    }
    return pdf_drawing(pdf, ten_times, "/XObject<</X " + std::to_string(inner) + " 0 R>>");
}

/// One page with a picture of `side` × `side` grey pixels in a file of a few bytes per 128 pixels.
inline std::string pdf_with_picture(int side) {
    pdf_writer pdf;
    std::string runs;  // RunLengthDecode: 129 repeats the next byte 128 times
    for (int i = 0; i < side * (side / 128); ++i) runs += "\x81\x7f";
    runs += '\x80';
    const auto text = std::to_string(side);
    const int picture = pdf.add_stream(
        runs, "/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width " + text +
                  "/Height " + text + "/Filter/RunLengthDecode"
    );
    return pdf_drawing(
        pdf, "400 0 0 225 0 0 cm /P Do", "/XObject<</P " + std::to_string(picture) + " 0 R>>"
    );
}

}  // namespace aula::test
