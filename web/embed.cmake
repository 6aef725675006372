# The library aula_web: the built client (web/dist, written by `npm run build`) as bytes inside the binary.
#
# A server can be built and tested without Node: without web/dist it carries one page that says what is missing.
# dist/manifest.txt names the files. They are copied into the build folder, so that a client that is being rebuilt does
# not pull them away under the compiler; when one of them changes, CMake runs this again by itself.
set(AULA_WEB_DIST ${PROJECT_SOURCE_DIR}/web/dist)
set(AULA_WEB_COPY ${PROJECT_BINARY_DIR}/generated/web/dist)
set(AULA_WEB_SOURCE ${PROJECT_BINARY_DIR}/generated/web/embedded_files.cpp)
include(${PROJECT_SOURCE_DIR}/server/licenses/licenses.cmake)

# Adds the bytes of one file to the source, by .incbin between two labels.
function(aula_web_bytes index path)
    set(file ${AULA_WEB_COPY}/${path})
    if(NOT path STREQUAL "licenses.txt")
        configure_file(${AULA_WEB_DIST}/${path} ${file} COPYONLY)
    endif()
    string(APPEND AULA_WEB_ASM "    \".balign 16\\nweb_${index}:\\n.incbin \\\"${file}\\\"\\nweb_${index}_end:\\n.byte 0\\n\"\n")
    string(APPEND AULA_WEB_NAMES "extern const char web_${index}[];\nextern const char web_${index}_end[];\n")
    set(AULA_WEB_ASM "${AULA_WEB_ASM}" PARENT_SCOPE)
    set(AULA_WEB_NAMES "${AULA_WEB_NAMES}" PARENT_SCOPE)
    set(AULA_WEB_FILES ${AULA_WEB_FILES} ${file} PARENT_SCOPE)
endfunction()

file(GLOB AULA_WEB_MANIFEST CONFIGURE_DEPENDS ${AULA_WEB_DIST}/manifest.txt)
set(AULA_WEB_ASM "")
set(AULA_WEB_NAMES "")
set(AULA_WEB_TABLE "")
set(AULA_WEB_FILES "")
if(AULA_WEB_MANIFEST)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${AULA_WEB_MANIFEST})
    file(READ ${AULA_WEB_MANIFEST} lines)
    string(REPLACE ";" "\\;" lines "${lines}")  # content types hold semicolons, which CMake takes for the next item
    string(REGEX REPLACE "\n$" "" lines "${lines}")
    string(REPLACE "\n" ";" lines "${lines}")
    set(index 0)
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^([^\t]+)\t([^\t]+)\t([^\t]+)$" line "${line}")
        set(path "${CMAKE_MATCH_1}")
        set(type "${CMAKE_MATCH_2}")
        if(CMAKE_MATCH_3 STREQUAL "immutable")
            set(is_immutable true)
        else()
            set(is_immutable false)
        endif()
        aula_web_bytes(${index} ${path})
        aula_web_bytes(${index}_gzip ${path}.gz)
        string(APPEND AULA_WEB_TABLE
            "    {\"/${path}\", \"${type}\", {web_${index}, web_${index}_end}, {web_${index}_gzip, web_${index}_gzip_end}, ${is_immutable}},\n")
        math(EXPR index "${index} + 1")
    endforeach()
else()
    message(WARNING "web/dist is missing: this aula will say so instead of showing the web client. scripts/run builds it.")
    string(APPEND AULA_WEB_TABLE
        "    {\"/index.html\", \"text/html; charset=utf-8\", \"<!doctype html><title>Aula</title>"
        "<p>This aula was built without its web client. Please build it by scripts/run.\", {}, false},\n")
endif()

# Made here, so that a program without the client has them too.
aula_licenses(${AULA_WEB_COPY}/licenses.txt ${AULA_WEB_DIST}/notices.txt)
aula_web_bytes(licenses licenses.txt)
string(APPEND AULA_WEB_TABLE
    "    {\"/licenses.txt\", \"text/plain; charset=utf-8\", {web_licenses, web_licenses_end}, {}, false},\n")

configure_file(${PROJECT_SOURCE_DIR}/web/embedded_files.cpp.in ${AULA_WEB_SOURCE} @ONLY)
set_source_files_properties(${AULA_WEB_SOURCE} PROPERTIES OBJECT_DEPENDS "${AULA_WEB_FILES}")
add_library(aula_web STATIC ${AULA_WEB_SOURCE})
target_link_libraries(aula_web PUBLIC aula_options)
